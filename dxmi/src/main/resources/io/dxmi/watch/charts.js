'use strict';
// Charts: curves of several runs over iterations, and lines over another axis.

const COLOURS = ['#1f77b4', '#e8710a', '#2a9d4a', '#d6336c', '#8a63d2', '#0aa2a2', '#b58900', '#7f7f7f', '#5c7cfa', '#a0522d'];
const HEIGHT = 200;

const variable = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const digits = value => {
  if (value == null) return '';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(+value.toPrecision(4));
};

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Exponential moving average, corrected for its start. */
function smoothed(values, weight) {
  let sum = 0, of = 0;
  return values.map(value => {
    sum = weight * sum + (1 - weight) * value;
    of = weight * of + 1 - weight;
    return sum / of;
  });
}

function axes(log) {
  const look = { stroke: variable('--soft'), grid: { stroke: variable('--line'), width: 1 }, ticks: { stroke: variable('--line'), width: 1 }, font: '11px system-ui' };
  const ticks = (u, splits) => splits.map(value => value == null ? '' : digits(value));
  return [{ ...look, size: 30, space: 60, values: (u, splits) => splits.map(value => value == null ? '' : value >= 1e4 ? `${value / 1e3}k` : String(value)) }, { ...look, size: 58, values: log ? undefined : ticks }];
}

/** A logarithm where all values are positive, else an inverse hyperbolic sine, which is one for large values of either sign. */
function scale(log, data) {
  if (!log) return {};
  const values = data.slice(1).flat().filter(value => value != null);
  return values.every(value => value > 0) ? { distr: 3 } : { distr: 4, asinh: 1 };
}

/** Draws into a box: data as uPlot takes them, lines with label and colour. Returns the chart. */
function draw(box, data, lines, options) {
  const read = u => {
    const at = u.cursor.idx;
    options.reading.textContent = at == null ? '' : `${options.axis} ${digits(u.data[0][at])}: ` +
      lines.map((line, i) => [line, u.data[i + 1][at]]).filter(([line, value]) => value != null && line.label)
        .map(([line, value]) => `${line.label} ${digits(value)}`).join(', ');
  };
  return new uPlot({
    width: box.clientWidth, height: HEIGHT, legend: { show: false }, axes: axes(options.log),
    scales: { x: { time: false }, y: scale(options.log, data) },
    cursor: { drag: { x: Boolean(options.zoomed), y: false, setScale: false } },
    hooks: {
      setCursor: [read],
      setSelect: [u => {
        if (u.select.width < 4) return;
        options.zoomed([u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')]);
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      }],
    },
    series: [{}, ...lines.map(line => ({ spanGaps: true, width: 1.6, points: { show: data[0].length < 40 ? undefined : false }, ...line }))],
  }, data, box);
}

/** One scalar of the shown runs. */
class CurveChart {
  constructor(scalar, view) {
    this.scalar = scalar;
    this.view = view;
    this.zoom = null;
    this.drawn = '';
    this.box = element('div', { className: 'plot' });
    this.reading = element('div', { className: 'reading' });
    this.root = element('div', { className: 'chart' }, element('h3', { textContent: scalar }), this.box, this.reading);
    this.root.dataset.scalar = scalar;
    this.box.addEventListener('dblclick', () => this.zoomTo(null));
  }

  zoomTo(zoom) {
    this.zoom = report ? null : zoom;
    if (report && this.chart) zoom ? this.chart.setScale('x', { min: zoom[0], max: zoom[1] }) : this.show(true);
    else this.show(true);
  }

  /** What the picture depends on. */
  key() {
    const { runs, smoothing, log, theme } = this.view;
    return JSON.stringify([runs.map(run => [run.id, run.version, run.colour]), smoothing, log, theme, this.zoom, this.box.clientWidth]);
  }

  /** Fetches and draws, once at a time and only what is seen. */
  async show(again) {
    if (!this.seen || !this.root.isConnected || (!again && this.drawn === this.key())) return;
    if (this.busy) { this.waiting = true; return; }
    this.busy = true;
    try {
      const key = this.key(), runs = this.view.runs;
      const curves = await source.curves(this.scalar, runs.map(run => run.id), Math.max(100, this.box.clientWidth), this.zoom);
      this.reading.textContent = '';
      this.render(runs.filter(run => curves[run.id]?.x.length), curves);
      this.drawn = key;
    } catch (e) {
      this.reading.textContent = 'not read; the connection is lost';
    } finally {
      this.busy = false;
      if (this.waiting) { this.waiting = false; this.show(); }
    }
  }

  render(runs, curves) {
    const { smoothing, log } = this.view;
    this.chart?.destroy();
    this.root.dataset.points = runs.reduce((sum, run) => sum + curves[run.id].x.length, 0);
    this.root.dataset.last = Math.max(0, ...runs.map(run => curves[run.id].x.at(-1)));
    this.root.dataset.lines = runs.length;
    const tables = [], lines = [];
    for (const run of runs) {
      const curve = curves[run.id];
      tables.push([curve.x, curve.y]);
      lines.push({ stroke: smoothing ? run.colour + '40' : run.colour, label: smoothing ? '' : run.name });
      if (!smoothing) continue;
      tables.push([curve.mean_x, smoothed(curve.mean_y, smoothing)]);
      lines.push({ stroke: run.colour, label: run.name });
    }
    const data = tables.length ? uPlot.join(tables) : [[]];
    this.chart = draw(this.box, data, lines, { log, reading: this.reading, axis: 'iteration', zoomed: zoom => this.zoomTo(zoom) });
  }
}

/** Lines over some other axis, drawn at once. */
function lineChart(title, axis, data, lines, log) {
  const box = element('div', { className: 'plot' }), reading = element('div', { className: 'reading' });
  const key = element('div', { className: 'soft' }, ...lines.filter(line => lines.length > 1).flatMap(line => {
    const dot = element('span', { className: 'dot' });
    dot.style.background = line.stroke;
    return [dot, `${line.label} `];
  }));
  const root = element('div', { className: 'chart' }, element('h3', { textContent: title }), box, key, reading);
  requestAnimationFrame(() => { if (root.isConnected) draw(box, data, lines, { log, reading, axis }); });
  return root;
}
