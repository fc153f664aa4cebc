// Before the first paint: dark or light as the reader chose, else as the reader's system has it.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const apply = () => {
  document.documentElement.dataset.bsTheme = localStorage.getItem('theme') || (dark.matches ? 'dark' : 'light');
};
dark.addEventListener('change', apply);
apply();
