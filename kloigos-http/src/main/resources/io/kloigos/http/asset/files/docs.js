// Starts Swagger UI on our own document; its validator would ask an outside server and stays off.
const base = document.currentScript.dataset.base;
window.addEventListener('load', () => {
  window.SwaggerUIBundle({
    url: `${base}/openapi.json`,
    dom_id: '#docs',
    deepLinking: true,
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    onComplete: () => document.getElementById('servers')?.setAttribute('aria-label', 'Server'),
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
