/* Attendance line by line with the keyboard: arrows change the line, 1 to 4 the attendance. Without this script the fields
   are filled in one by one. Not at all while single keys are switched off. */
(function () {
  'use strict';
  const form = document.querySelector('[data-attend]');
  if (!form) { return; }
  const lines = Array.from(form.querySelectorAll('select'));
  const keys = form.querySelector('[data-attend-keys]');
  const choices = {1: 'present', 2: 'late', 3: 'leave', 4: 'absent'};
  const off = () => document.documentElement.dataset.keys === 'off';
  keys.hidden = false;
  function go(place) {
    const line = lines[Math.min(Math.max(place, 0), lines.length - 1)];
    if (line) { line.focus(); line.scrollIntoView({block: 'nearest'}); }
  }
  form.addEventListener('keydown', (event) => {
    if (off() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const place = lines.indexOf(event.target);
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (place < 0) { return; }
    if (step) { event.preventDefault(); go(place + step); return; }
    if (choices[event.key]) {
      event.preventDefault();
      event.target.value = choices[event.key];
      event.target.dispatchEvent(new Event('change', {bubbles: true}));
      go(place + 1);
    }
  });
  form.querySelector('[data-attend-all]').addEventListener('click', () => {
    lines.forEach((line) => { line.value = 'present'; });
    go(0);
  });
})();
