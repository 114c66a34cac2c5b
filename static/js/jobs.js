/* The page of one job: moves by server-sent events, or asks every other second where there is no stream. */
(function () {
  'use strict';
  const box = document.querySelector('[data-job-events]');
  if (!box) { return; }
  const over = () => box.querySelector('[data-job-over]') !== null;
  let asking = null;
  const ask = () => {
    if (asking) { return; }
    asking = window.setInterval(() => {
      if (over()) { window.clearInterval(asking); return; }
      if (!document.hidden) { window.htmx.trigger(box, 'ask'); }
    }, 2000);
  };
  /* A box the user opened (取消任务) is left alone until it is closed again. */
  const busy = () => box.querySelector('details[open]') !== null;
  if (!window.EventSource) { ask(); return; }
  const source = new EventSource(box.dataset.jobEvents);
  source.addEventListener('progress', (event) => {
    if (busy() && !event.data.includes('data-job-over')) { return; }
    box.innerHTML = event.data;
  });
  source.addEventListener('end', () => source.close());
  source.addEventListener('error', () => {
    /* CONNECTING: the stream had its time and the browser comes back; CLOSED: there was no room. */
    if (source.readyState === EventSource.CLOSED) { ask(); }
  });
})();
