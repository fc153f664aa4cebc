package io.kloigos.ssh.template;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.ConditionalTemplateConfigurationFactory;
import freemarker.cache.FileNameGlobMatcher;
import freemarker.cache.FileTemplateLoader;
import freemarker.cache.MultiTemplateLoader;
import freemarker.cache.TemplateLoader;
import freemarker.core.TemplateConfiguration;
import freemarker.core.XMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents that we send, from FreeMarker templates. Every {@code *.xml.ftl} escapes what is put into it, whether it
 * is ours or an operator's; YAML templates quote with {@code yaml(value)}; {@code line(value)} keeps any text in one line
 * ({@link OneLine}).
 */
public final class Templates {
    private final Configuration configuration;

    /**
     * @param folder files in it replace ours of the same path; null for none
     */
    public Templates(@Nullable Path folder) {
        configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(loader(folder));
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setLocalizedLookup(false);
        TemplateConfiguration xml = new TemplateConfiguration();
        xml.setOutputFormat(XMLOutputFormat.INSTANCE);
        configuration.setTemplateConfigurations(
                new ConditionalTemplateConfigurationFactory(new FileNameGlobMatcher("*.xml.ftl"), xml));
        TemplateMethodModelEx yaml = arguments -> YamlString.quote(String.valueOf(arguments.get(0)));
        configuration.setSharedVariable("yaml", yaml);
        TemplateMethodModelEx line = arguments -> OneLine.of(String.valueOf(arguments.get(0)));
        configuration.setSharedVariable("line", line);
    }

    private static TemplateLoader loader(@Nullable Path folder) {
        List<TemplateLoader> loaders = new ArrayList<>();
        if (folder != null) {
            try {
                loaders.add(new FileTemplateLoader(folder.toFile()));
            } catch (IOException e) {
                throw new KloigosException(ErrorCode.INVALID, "The template folder " + folder + " cannot be read.", e);
            }
        }
        loaders.add(new ClassTemplateLoader(Templates.class.getClassLoader(), "io/kloigos/templates"));
        return new MultiTemplateLoader(loaders.toArray(TemplateLoader[]::new));
    }

    /** Renders the template at that path, such as {@code libvirt/domain.xml.ftl}; null values are left out. */
    public String render(String path, Map<String, ? extends @Nullable Object> model) {
        StringWriter text = new StringWriter();
        try {
            configuration.getTemplate(path).process(new HashMap<>(model), text);
        } catch (IOException | TemplateException e) {
            throw new KloigosException(
                    ErrorCode.INVALID, "The template " + path + " cannot be rendered: " + e.getMessage(), e);
        }
        return text.toString();
    }
}
