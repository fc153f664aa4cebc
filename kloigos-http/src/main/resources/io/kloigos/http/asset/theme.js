// Before the first paint: Bootstrap takes light or dark from an attribute, and the reader's system knows which.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const apply = () => { document.documentElement.dataset.bsTheme = dark.matches ? 'dark' : 'light'; };
dark.addEventListener('change', apply);
apply();
