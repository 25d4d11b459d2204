'use strict';
// The page: which runs are shown, and how.

const $ = id => document.getElementById(id);
const view = { runs: [], smoothing: 0, log: false, theme: '' };
const details = new Map();
const charts = new Map();
const hidden = new Set();
const colours = new Map();
let all = [];
let at = Infinity; // the iteration of the slider; the newest while it is at its end

const seen = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    const chart = charts.get(target.dataset.scalar);
    if (!chart) continue;
    chart.seen = isIntersecting;
    chart.show();
  }
}, { rootMargin: '200px' });

const span = seconds => {
  const s = Math.round(seconds), two = n => String(n).padStart(2, '0');
  if (s >= 86400) return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
};

const speed = perSecond => perSecond === undefined ? '' : perSecond >= 1 ? `${digits(+perSecond.toFixed(1))} it/s` : `${digits(1 / perSecond)} s/it`;

function colour(run) {
  if (!colours.has(run.id)) colours.set(run.id, COLOURS[colours.size % COLOURS.length]);
  return colours.get(run.id);
}

// ---- runs ----

function changed(runs) {
  all = runs.map(run => ({ ...run, colour: colour(run) }));
  if (!changed.before && all.length > 10) all.slice(0, -10).forEach(run => hidden.add(run.id)); // the last ten are shown
  changed.before = true;
  $('no-runs').hidden = all.length > 0;
  listRuns();
  refresh();
}

function connected(on) {
  if (!report) $('connection').textContent = on ? 'live' : 'the connection is lost; trying again';
}

function listRuns() {
  const body = $('runs').tBodies[0], focus = document.activeElement?.dataset?.run;
  body.replaceChildren(...all.map(run => {
    const box = element('input', { type: 'checkbox', checked: !hidden.has(run.id) });
    box.dataset.run = run.id;
    box.addEventListener('change', () => toggle(run.id));
    const dot = element('span', { className: 'dot' });
    dot.style.background = run.colour;
    const best = run.best ? `${digits(run.best.value)} at ${run.best.iteration}` : '';
    const step = run.phase ? `${run.phase} ${run.iteration} of ${run.total}` : '';
    const state = run.state === 'silent' ? 'silent: nothing written for 10 minutes' : run.state;
    const cells = [state, step, speed(run.per_second), run.seconds_left === undefined ? '' : span(run.seconds_left), best];
    const row = element('tr', {}, element('td', {}, element('label', {}, box, ' ', dot, run.name)), ...cells.map(text => element('td', { textContent: text })));
    row.cells[1].className = { running: 'good', measuring: 'good', failed: 'wrong', damaged: 'wrong', silent: 'wrong' }[run.state] ?? '';
    return row;
  }));
  if (focus) body.querySelector(`[data-run="${focus}"]`)?.focus();
}

function toggle(id) {
  hidden.has(id) ? hidden.delete(id) : hidden.add(id);
  listRuns();
  refresh();
}

/** Reads what has changed of the shown runs, one reading at a time, and draws it. */
async function refresh() {
  if (refresh.busy) { refresh.again = true; return; }
  refresh.busy = true;
  try {
    do {
      refresh.again = false;
      view.runs = all.filter(run => !hidden.has(run.id));
      const stale = view.runs.filter(run => details.get(run.id)?.version !== run.version);
      await Promise.all(stale.map(async run => details.set(run.id, await source.detail(run.id))));
      drawAll();
      connected(true);
    } while (refresh.again);
  } catch (e) {
    connected(false);
  } finally {
    refresh.busy = false;
  }
}

function drawAll() {
  drawCurves();
  drawWarnings();
  drawSlider();
  chooseRun();
  drawRun();
  drawConfig();
}

// ---- curves and warnings ----

/** Distances first, then the game, then the rest. */
const rank = scalar => ['samples/', 'energy/', 'sampler/', 'value/', 'negatives/', 'data/'].findIndex(start => scalar.startsWith(start)) + 1 || 9;

function drawCurves() {
  const wanted = $('filter').value.trim().toLowerCase();
  const names = [...new Set(view.runs.flatMap(run => details.get(run.id)?.scalars ?? []))]
    .filter(name => name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  for (const [name, chart] of charts) {
    if (names.includes(name)) continue;
    seen.unobserve(chart.root);
    chart.root.remove();
    charts.delete(name);
  }
  names.forEach((name, place) => {
    if (!charts.has(name)) charts.set(name, new CurveChart(name, view));
    const { root } = charts.get(name);
    if ($('curves').children[place] === root) return;
    $('curves').insertBefore(root, $('curves').children[place] ?? null);
    seen.observe(root);
  });
  charts.forEach(chart => chart.show());
}

function drawWarnings() {
  const lines = view.runs.flatMap(run => (details.get(run.id)?.warnings ?? []).map(text => `${run.name}: ${text}`));
  $('warnings').hidden = lines.length === 0;
  $('warnings').querySelector('ul').replaceChildren(...lines.map(text => element('li', { textContent: text })));
}

// ---- samples over time ----

const before = (iterations, limit) => iterations.filter(i => i <= limit).at(-1);

function iterations() {
  const own = run => {
    const detail = details.get(run.id);
    return detail ? [...detail.samples, ...detail.histograms.map(row => row.iteration), ...detail.steps.map(row => row.iteration)] : [];
  };
  return [...new Set(view.runs.flatMap(own))].sort((a, b) => a - b);
}

function drawSlider() {
  const stops = iterations();
  $('on-the-way').hidden = stops.length === 0;
  if (!stops.length) return;
  const slider = $('slider');
  slider.max = stops.length - 1;
  slider.value = at === Infinity ? stops.length - 1 : Math.max(0, stops.findLastIndex(i => i <= at));
  $('at').textContent = stops[slider.value];
  slider.setAttribute('aria-valuetext', `iteration ${stops[slider.value]}`);
  drawSamples(stops[slider.value]);
}

function drawSamples(iteration) {
  const shown = view.runs.map(run => [run, before(details.get(run.id)?.samples ?? [], iteration)]).filter(([, i]) => i !== undefined).slice(0, 6);
  setPictures($('samples'), shown.map(([run, i]) => ({
    source: source.pictures(run.id, `samples/${i}.png`, 1), caption: `${run.name}, iteration ${i}`,
  })));
}

/** Pictures that stay do not load again. */
function setPictures(box, pictures) {
  const key = JSON.stringify(pictures.map(one => one.source.slice(-200) + one.caption));
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  while (box.children.length > pictures.length) box.lastChild.remove();
  pictures.forEach(({ source: from, caption }, i) => {
    const figure = box.children[i] ?? box.appendChild(element('figure', {}, element('img'), element('figcaption')));
    const [picture, text] = figure.children;
    if (picture.getAttribute('src') !== from) picture.src = from;
    picture.alt = text.textContent = caption;
  });
}

function slide(steps) {
  const stops = iterations(), slider = $('slider');
  if (!stops.length) return;
  const next = Math.min(stops.length - 1, Math.max(0, +slider.value + steps));
  at = next === stops.length - 1 ? Infinity : stops[next];
  drawSlider();
  drawRun();
}

// ---- one run ----

/** Offers options and keeps the choice; null stands for none. */
function offer(select, runs, none) {
  const chosen = select.value;
  const options = [...(none ? [['', none]] : []), ...runs.map(run => [run.id, run.name])];
  const key = JSON.stringify(options);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  select.replaceChildren(...options.map(([value, textContent]) => element('option', { value, textContent })));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
  else if (!none && options.length) select.value = options.at(-1)[0];
}

function chooseRun() {
  offer($('run'), view.runs, null);
  offer($('other'), view.runs.filter(run => run.id !== $('run').value), 'no other run');
}

function drawRun() {
  const detail = details.get($('run').value);
  $('facts').textContent = detail ? facts(detail) : '';
  const charts = detail ? measured(detail) : null;
  const key = JSON.stringify([detail?.id, charts?.key, view.theme, innerWidth]);
  if ($('measured').dataset.key !== key) {
    $('measured').dataset.key = key;
    $('measured').replaceChildren(...(charts?.make() ?? []));
  }
  setPictures($('figures'), (detail?.figures ?? []).map(name => ({
    source: source.pictures(detail.id, name, detail.written), caption: name,
  })));
}

function facts(detail) {
  const { record, summary } = detail;
  const numbers = Object.entries(summary).filter(([, value]) => typeof value === 'number').map(([name, value]) => `${name} ${digits(value)}`);
  const made = [record.started && `started ${record.started.replace('T', ' ').replace(/\..*|Z$/, '')} UTC`, record.device, record.toolkit && `dxmi ${record.toolkit}`,
    detail.seconds && `${span(detail.seconds)} so far`];
  return [...made.filter(Boolean), ...numbers].join(' · ');
}

function measured(detail) {
  const limit = at === Infinity ? Infinity : iterations()[$('slider').value];
  const pick = rows => rows.filter(row => row.iteration <= limit).at(-1);
  const histogram = pick(detail.histograms), step = pick(detail.steps);
  return {
    key: [histogram, step],
    make: () => [
      ...(histogram?.edges?.length > 1 ? [energies(histogram)] : []),
      ...['sigma', 'value'].filter(name => step?.[name]?.length).map(name => lineChart(
        `${name} by step, iteration ${step.iteration}`, 'step', [step[name].map((_, t) => t), step[name]],
        [{ stroke: variable('--accent'), label: name }], false)),
    ],
  };
}

/** Densities of the energies of data and samples. */
function energies({ iteration, edges, data, samples, name }) {
  const density = counts => {
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    const heights = counts.map((count, i) => count / total / (edges[i + 1] - edges[i] || 1));
    return [...heights, 0];
  };
  const line = (label, stroke) => ({ label, stroke, fill: stroke + '30', paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } });
  return lineChart(`${name ?? 'energy'} of data and samples, iteration ${iteration}`, 'energy', [edges, density(data), density(samples)],
    [line('data', COLOURS[0]), line('samples', COLOURS[1])], false);
}

// ---- configuration ----

function drawConfig() {
  const one = details.get($('run').value), other = details.get($('other').value);
  const head = ['Setting', one?.name ?? '', ...(other ? [other.name] : [])];
  const names = [...new Set([...Object.keys(one?.config ?? {}), ...Object.keys(other?.config ?? {})])];
  const differs = name => other && one?.config[name] !== other.config[name];
  const only = $('differences').checked && other;
  const key = JSON.stringify([head, one?.config, other?.config, only]);
  if ($('config').dataset.key === key) return;
  $('config').dataset.key = key;
  $('config').tHead.replaceChildren(element('tr', {}, ...head.map(textContent => element('th', { textContent }))));
  $('config').tBodies[0].replaceChildren(...names.filter(name => !only || differs(name))
    .sort((a, b) => differs(b) - differs(a) || 0)
    .map(name => {
      const cell = detail => element('td', { className: differs(name) ? 'text differs' : 'text', textContent: detail?.config[name] ?? '' });
      return element('tr', {}, element('td', { textContent: name }), cell(one), ...(other ? [cell(other)] : []));
    }));
}

// ---- controls ----

function theme() {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const now = document.documentElement.dataset.theme || (dark ? 'dark' : 'light');
  document.documentElement.dataset.theme = now === 'dark' ? 'light' : 'dark';
  themed();
}

function themed() {
  view.theme = variable('--ground');
  drawAll();
}

function smoothing(value) {
  $('smoothing').value = value;
  view.smoothing = +$('smoothing').value;
  drawCurves();
}

function logarithmic(on) {
  $('log').checked = view.log = on;
  drawCurves();
}

$('theme').addEventListener('click', theme);
$('smoothing').addEventListener('input', event => smoothing(event.target.value));
$('log').addEventListener('change', event => logarithmic(event.target.checked));
$('filter').addEventListener('input', drawCurves);
$('slider').addEventListener('input', event => {
  const stops = iterations();
  at = +event.target.value === stops.length - 1 ? Infinity : stops[event.target.value];
  drawSlider();
  drawRun();
});
$('run').addEventListener('change', () => { chooseRun(); drawRun(); drawConfig(); });
$('other').addEventListener('change', drawConfig);
$('differences').addEventListener('change', drawConfig);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', themed);

addEventListener('keydown', event => {
  const field = event.target.matches('input:not([type=checkbox]), select');
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = {
    l: () => logarithmic(!view.log),
    '[': () => smoothing(Math.max(0, view.smoothing - 0.1)),
    ']': () => smoothing(Math.min(0.99, view.smoothing + 0.1)),
    ArrowLeft: () => slide(-1),
    ArrowRight: () => slide(1),
    t: theme,
  };
  if (keys[event.key]) keys[event.key]();
  else if (/^[1-9]$/.test(event.key) && all[event.key - 1]) toggle(all[event.key - 1].id);
});

let resized;
addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(drawAll, 150);
});

view.theme = variable('--ground');
if (report) {
  $('title').textContent = report.title;
  if (report.left_out) {
    $('left-out').hidden = false;
    $('left-out').textContent = `${report.left_out} pictures are left out to keep this file small; the run folder has them.`;
  }
}
source.listen(changed, connected);
