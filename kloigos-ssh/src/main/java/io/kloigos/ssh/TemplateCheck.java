package io.kloigos.ssh;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.ssh.template.LibvirtSchemas;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.xml.XmlElement;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXParseException;

/** Tries an operator's templates with sample data before a host is told anything that comes of them. */
final class TemplateCheck {
    private final Path folder;
    private final Templates templates;
    private final LibvirtSchemas schemas;

    TemplateCheck(Path folder, LibvirtSchemas schemas) {
        this.folder = folder;
        this.templates = new Templates(folder);
        this.schemas = schemas;
    }

    /** Throws {@code INVALID} for the first template that does not do what ours does. */
    void run() {
        TemplateSamples.ALL.forEach(this::check);
    }

    private void check(TemplateSamples.Sample sample) {
        String text = templates.render(sample.path(), sample.model());
        Set<String> missing = new HashSet<>(sample.kept());
        missing.removeAll(parse(sample.path(), text).values());
        if (!missing.isEmpty()) {
            throw broken(sample.path(), "leaves out what Kloigos must find again: " + String.join(", ", missing), null);
        }
        if (sample.isDocument()) {
            schemas.complaint(text).ifPresent(said -> {
                throw broken(sample.path(), "renders what libvirt's schema refuses: " + said, null);
            });
        }
    }

    private XmlElement parse(String path, String text) {
        try {
            return XmlElement.parse(text, "template");
        } catch (KloigosException e) {
            String where = e.getCause() instanceof SAXParseException at
                    ? ", in line " + at.getLineNumber() + " of the result: " + at.getMessage()
                    : ".";
            throw broken(path, "renders what is not XML" + where, e);
        }
    }

    private KloigosException broken(String path, String what, @Nullable KloigosException cause) {
        return new KloigosException(ErrorCode.INVALID, "The template " + folder.resolve(path) + " " + what, cause);
    }
}
