package io.kloigos.http.web;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.ParseException;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.asset.Assets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/** Renders pages with FreeMarker; every value is escaped for HTML. */
@Singleton
@Produces(MediaType.TEXT_HTML)
public final class PageWriter implements MessageBodyWriter<Page> {
    private final Configuration templates = configuration();
    private final String base;
    private final String assets;

    @Inject
    public PageWriter(HttpServerConfig config, Assets assets) {
        this.base = config.basePath();
        this.assets = base + "/assets/" + assets.version();
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return Page.class == type;
    }

    @Override
    public void writeTo(
            Page page,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        Map<String, Object> model = new HashMap<>(page.model());
        model.putIfAbsent("frame", Frame.NOBODY);
        model.put("base", base);
        model.put("assets", assets);
        StringWriter html = new StringWriter();
        try {
            templates.getTemplate(page.template() + ".ftlh").process(model, html);
        } catch (TemplateException | ParseException e) {
            throw new IllegalStateException("The template " + page.template() + " failed", e);
        }
        headers.putSingle("Content-Type", "text/html; charset=utf-8");
        out.write(html.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        DefaultObjectWrapper wrapper = Words.wrapper();
        configuration.setObjectWrapper(wrapper);
        configuration.setTemplateLoader(new ClassTemplateLoader(PageWriter.class, "/io/kloigos/templates/web"));
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        configuration.setDefaultEncoding("UTF-8");
        configuration.setURLEscapingCharset("UTF-8");
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("c");
        configuration.setBooleanFormat("c");
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.addAutoImport("ui", "ui.ftlh");
        Words.functions(wrapper, Clock.systemUTC()).forEach(configuration::setSharedVariable);
        return configuration;
    }
}
