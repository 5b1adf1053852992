// The board: a card is moved by dragging it, by Alt with an arrow key on its name, or (without JavaScript) by its own form.
// All three send that form, so that every move is the same command with the same answer.
(function () {
  'use strict';
  var board = document.querySelector('[data-board]');
  if (!board) return;
  var held = null;
  function closest(e, what) { return e.target instanceof Element ? e.target.closest(what) : null; }
  function send(card, stage) {
    var form = card.querySelector('form.mv'), select = form && form.elements.stage;
    if (!select || select.value === stage) return;
    select.value = stage;
    form.requestSubmit();
  }
  board.addEventListener('dragstart', function (e) {
    held = closest(e, '.wt-lead.moves');
    if (!held) return;
    e.dataTransfer.effectAllowed = 'move';
    e.dataTransfer.setData('text/plain', held.id);
    held.classList.add('held');
  });
  board.addEventListener('dragend', function () {
    if (held) held.classList.remove('held');
    held = null;
    [].forEach.call(board.querySelectorAll('.over'), function (c) { c.classList.remove('over'); });
  });
  ['dragover', 'dragleave', 'drop'].forEach(function (kind) {
    board.addEventListener(kind, function (e) {
      var column = closest(e, '[data-stage]');
      if (!column || !held) return;
      e.preventDefault();
      column.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop') send(held, column.dataset.stage);
    });
  });
  board.addEventListener('keydown', function (e) {
    var step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    var card = closest(e, '.wt-lead.moves');
    if (!step || !card || !e.altKey) return;
    var select = card.querySelector('form.mv select');
    if (!select || e.target === select) return;
    e.preventDefault();
    var to = select.options[select.selectedIndex + step];
    if (to) send(card, to.value);
  });
  // After a move the card that was moved is in hand again; not before the browser itself has gone to the fragment, which
  // takes the focus away.
  if (location.hash.indexOf('#lead-') === 0) {
    var card = document.getElementById(location.hash.slice(1)), link = card && card.querySelector('a');
    if (link) window.addEventListener('load', function () { setTimeout(function () { link.focus(); }, 0); });
  }
})();
