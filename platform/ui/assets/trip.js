// The plan of a trip by drag, and the print button: both pages work without. A row dropped on another takes its place, in
// its day; the form then says the new order and is sent.
(function () {
  'use strict';
  [].forEach.call(document.querySelectorAll('[data-print]'), function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { print(); });
  });
  [].forEach.call(document.querySelectorAll('form[data-plan]'), function (form) {
    var dragged = null;
    [].forEach.call(form.querySelectorAll('[data-stop]'), function (row) {
      var grip = row.querySelector('[data-grip]');
      grip.classList.add('on');
      // Only the grip lifts a row: text in the fields can still be selected.
      grip.addEventListener('pointerdown', function () { row.draggable = true; });
      grip.addEventListener('pointerup', function () { row.draggable = false; });
      row.addEventListener('dragstart', function (e) { dragged = row; row.classList.add('lifted'); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', ''); });
      row.addEventListener('dragend', function () { row.classList.remove('lifted'); row.draggable = false; dragged = null; });
    });
    form.addEventListener('dragover', function (e) {
      var over = dragged && e.target instanceof Element && e.target.closest('tbody[data-day] tr');
      if (!over) return;
      e.preventDefault();
      if (over === dragged) return;
      var box = over.getBoundingClientRect();
      var after = !over.hasAttribute('data-stop') || e.clientY > box.top + box.height / 2;
      over.parentNode.insertBefore(dragged, after ? over.nextSibling : over);
    });
    form.addEventListener('drop', function (e) {
      if (!dragged) return;
      e.preventDefault();
      [].forEach.call(form.querySelectorAll('tbody[data-day]'), function (day) {
        [].forEach.call(day.querySelectorAll('[data-stop]'), function (row, place) {
          row.querySelector('[name=day]').value = day.dataset.day;
          row.querySelector('[name=place]').value = place;
        });
      });
      form.requestSubmit();
    });
  });
})();
