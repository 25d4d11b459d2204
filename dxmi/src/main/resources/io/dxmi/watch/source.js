'use strict';
// Where the page's data come from: the server, which tells of changes, or the data inside a report.

class Server {
  pictures = (run, name, version) => `picture/${run}/${name}?v=${version}`;

  /** Calls changed(runs) now and at each change, and connected(whether) as the connection comes and goes. */
  listen(changed, connected) {
    const events = new EventSource('events');
    events.onopen = () => connected(true);
    events.onerror = () => {
      connected(false);
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.listen(changed, connected), 3000);
    };
    events.onmessage = event => changed(JSON.parse(event.data).runs);
  }

  async json(path, parameters) {
    const answer = await fetch(`${path}?${new URLSearchParams(parameters)}`);
    if (answer.status === 404) return null; // the run has just gone
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  detail = run => this.json('api/run', [['run', run]]);

  curves(scalar, runs, columns, zoom) {
    const interval = zoom ? [['from', Math.floor(zoom[0])], ['to', Math.ceil(zoom[1])]] : [];
    return this.json('api/curve', [['scalar', scalar], ['columns', columns], ...interval, ...runs.map(run => ['run', run])]);
  }
}

class Embedded {
  constructor(data) { this.data = data; }

  pictures = (run, name) => this.data.pictures[`${run}/${name}`];

  listen(changed) { changed(this.data.runs); }

  detail = async run => this.data.runs.find(one => one.id === run);

  async curves(scalar, runs) {
    return Object.fromEntries(runs.filter(run => this.data.curves[run][scalar]).map(run => [run, this.data.curves[run][scalar]]));
  }
}

const embedded = document.getElementById('data');
const report = embedded ? JSON.parse(embedded.textContent) : null;
const source = report ? new Embedded(report) : new Server();
