/* Marks of an assessment with the keyboard: Enter goes to the next field, arrows change the person, Q notes an absence. Without
   this script the fields are filled in one by one. Single letters not at all while single keys are switched off. */
(function () {
  'use strict';
  const form = document.querySelector('[data-marks]');
  if (!form) { return; }
  const fields = Array.from(form.querySelectorAll('[data-mark]'));
  form.querySelector('[data-marks-keys]').hidden = false;
  function go(field) {
    if (field) { field.focus(); field.select(); field.scrollIntoView({block: 'nearest'}); }
  }
  function boxOf(field) { return field.parentElement.querySelector('[data-absent]'); }
  function sync(field) {
    const away = boxOf(field).checked;
    field.disabled = away;
    if (away) { field.value = ''; }
  }
  function after(field, step) {
    const column = fields.filter((each) => each.dataset.mark === field.dataset.mark && !each.disabled);
    return column[column.indexOf(field) + step];
  }
  function next(field) { return fields.slice(fields.indexOf(field) + 1).find((each) => !each.disabled); }
  fields.forEach((field) => {
    sync(field);
    boxOf(field).addEventListener('change', () => sync(field));
  });
  form.addEventListener('keydown', (event) => {
    const field = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !fields.includes(field)) { return; }
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) { event.preventDefault(); go(after(field, step)); return; }
    if (event.key === 'Enter') {
      const following = next(field);
      if (following) { event.preventDefault(); go(following); }
      return;
    }
    if (event.key.toLowerCase() === 'q' && document.documentElement.dataset.keys !== 'off') {
      event.preventDefault();
      const following = next(field);
      boxOf(field).checked = true;
      sync(field);
      go(following || boxOf(field));
    }
  });
})();
