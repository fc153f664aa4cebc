package io.kloigos.http.host;

import com.fasterxml.jackson.core.type.TypeReference;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.command.HostCommands;
import io.kloigos.http.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the command lines that may be run on hosts from a file of {@code name: line}, as YAML or JSON. */
public final class HostCommandsFile {
    private HostCommandsFile() {}

    /**
     * {@code INVALID} when the file cannot be read as such a list.
     *
     * @param file null for none, which allows nothing
     */
    public static HostCommands read(@Nullable Path file) {
        if (file == null) {
            return HostCommands.NONE;
        }
        try {
            return new HostCommands(
                    Yaml.mapper().readValue(Files.readString(file), new TypeReference<Map<String, String>>() {}));
        } catch (NoSuchFileException e) {
            throw new KloigosException(ErrorCode.INVALID, "There is no file " + file + " of commands for hosts.", e);
        } catch (IOException e) {
            throw new KloigosException(
                    ErrorCode.INVALID,
                    file + " is no list of commands, one a line as 'name: command line': " + e.getMessage(),
                    e);
        }
    }
}
