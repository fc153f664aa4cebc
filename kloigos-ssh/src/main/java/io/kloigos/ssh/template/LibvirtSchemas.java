package io.kloigos.ssh.template;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** libvirt's own schemas, where {@code virt-xml-validate} of libvirt-clients and {@code xmllint} are on this machine. */
public final class LibvirtSchemas {
    private static final String VALIDATOR = "virt-xml-validate";
    private static final int DEADLINE_SECONDS = 30;

    private final String path;

    /** @param path where programs are looked for, as in the environment's {@code PATH} */
    public LibvirtSchemas(String path) {
        this.path = path;
    }

    /** Those of this machine. */
    public static LibvirtSchemas ofThisMachine() {
        return new LibvirtSchemas(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /** What the schema of the document's kind has against it; empty when nothing, and where that cannot be asked. */
    public Optional<String> complaint(String document) {
        Optional<Path> validator = find(VALIDATOR);
        if (validator.isEmpty() || find("xmllint").isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = Files.createTempFile("kloigos-template", ".xml");
            try {
                Files.writeString(file, document);
                return run(validator.get(), file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return Optional.of(VALIDATOR + " could not be run: " + e.getMessage());
        }
    }

    private Optional<String> run(Path validator, Path file) throws IOException {
        ProcessBuilder command = new ProcessBuilder(validator.toString(), file.toString()).redirectErrorStream(true);
        command.environment().put("PATH", path);
        Process process = command.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of(VALIDATOR + " did not end.");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.of(VALIDATOR + " was interrupted.");
        }
        return process.exitValue() == 0 ? Optional.empty() : Optional.of(said);
    }

    private Optional<Path> find(String program) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
