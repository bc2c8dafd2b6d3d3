// Before the first paint: the theme chosen by hand, if any. Without one the system's preference holds.
(() => {
  try {
    const chosen = localStorage.getItem('tollgate-theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be refused; the system's preference is a good answer.
  }
})();
