// Runs before the first paint, so that a dark page never flashes white. A file, because the page allows no inline script.
(function () {
  var choice = 'auto';
  try {
    choice = localStorage.getItem('kehu.theme') || 'auto';
  } catch {
    // Storage may be forbidden; the system's theme is then the choice.
  }
  var dark = choice === 'dark' || (choice === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
