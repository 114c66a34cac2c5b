/* Who asks very often pays with a few seconds of computing: find the number that, behind the riddle, makes SHA-256 begin with
   so many zero bits. Without script or without a secure connection the form goes without and is refused in words. */
(function () {
  'use strict';
  const form = document.querySelector('form[data-riddle]');
  if (!form || !window.crypto || !window.crypto.subtle) { return; }
  const bits = Number(form.dataset.bits);
  const text = new TextEncoder();
  const solves = async (nonce) => {
    const digest = await window.crypto.subtle.digest('SHA-256', text.encode(form.dataset.riddle + ':' + nonce));
    return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
  };
  let solved = false;
  form.addEventListener('submit', async (event) => {
    if (solved) { return; }
    event.preventDefault();
    let nonce = 0;
    while (!(await solves(nonce))) { nonce += 1; }
    form.elements.nonce.value = String(nonce);
    solved = true;
    form.submit();
  });
})();
