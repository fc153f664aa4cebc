package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.ssh.template.LibvirtSchemas;
import io.kloigos.ssh.template.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator's own templates, and what becomes of bad ones. */
class TemplateCheckTest {
    private static final LibvirtSchemas NONE = new LibvirtSchemas("");

    @TempDir
    private Path folder;

    private void override(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve("libvirt"));
        Files.writeString(folder.resolve("libvirt").resolve(file), text);
    }

    private static String ours(String file) throws IOException {
        try (InputStream in =
                Templates.class.getClassLoader().getResourceAsStream("io/kloigos/templates/libvirt/" + file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> new TemplateCheck(folder, NONE).run())
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID))
                .hasMessageContainingAll(words);
    }

    @Test
    void aFolderWithoutTemplatesChangesNothing() {
        assertThatCode(() -> new TemplateCheck(folder, NONE).run()).doesNotThrowAnyException();
    }

    @Test
    void aTemplateOfTheOperatorsIsTakenInPlaceOfOurs() throws IOException {
        override("network.xml.ftl", ours("network.xml.ftl").replace("stp=\"on\"", "stp=\"off\""));
        assertThatCode(() -> new TemplateCheck(folder, NONE).run()).doesNotThrowAnyException();
        assertThat(new Templates(folder)
                        .render(
                                "libvirt/network.xml.ftl",
                                TemplateSamples.ALL.stream()
                                        .filter(sample -> sample.file().equals("network.xml.ftl"))
                                        .findFirst()
                                        .orElseThrow()
                                        .model()))
                .contains("stp=\"off\"");
    }

    @Test
    void aTemplateThatIsNoneIsNamedWithItsLine() throws IOException {
        override("network.xml.ftl", "<network>\n<#if>\n</network>");
        refused("libvirt/network.xml.ftl", "line 2");
    }

    @Test
    void aTemplateThatAsksForWhatIsNotThereIsNamedWithItsLine() throws IOException {
        override("volume.xml.ftl", "<volume>\n\n${volume.nonsense}\n</volume>");
        refused("libvirt/volume.xml.ftl", "line 3");
    }

    @Test
    void aTemplateThatRendersNoXmlIsNamedWithTheLine() throws IOException {
        override("dhcp-range.xml.ftl", "<range>\n</rang>");
        refused(folder.resolve("libvirt/dhcp-range.xml.ftl").toString(), "not XML, in line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<uuid>${domain.vmId}</uuid>", "owner=\"${stamp.owner}\"", "generation=\"${stamp.generation?c}\""
            })
    void aTemplateMustKeepWhatTellsItsDomainFromOthers(String lost) throws IOException {
        override("domain.xml.ftl", ours("domain.xml.ftl").replace(lost, ""));
        refused("libvirt/domain.xml.ftl", "leaves out what Kloigos must find again");
    }

    @Test
    void whatLibvirtsSchemaRefusesIsRefused() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String program : new String[] {"virt-xml-validate", "xmllint"}) {
            Path file = Files.writeString(
                    bin.resolve(program),
                    "#!/bin/sh\ngrep -q '<wrong/>' \"$1\" && echo \"$1: no wrong here\" && exit 1 || exit 0\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        LibvirtSchemas schemas = new LibvirtSchemas(bin + ":/usr/bin:/bin");
        assertThatCode(() -> new TemplateCheck(folder, schemas).run()).doesNotThrowAnyException();
        override("network.xml.ftl", ours("network.xml.ftl").replace("</network>", "<wrong/></network>"));
        assertThatThrownBy(() -> new TemplateCheck(folder, schemas).run())
                .hasMessageContaining("libvirt's schema refuses")
                .hasMessageContaining("no wrong here");
    }
}
