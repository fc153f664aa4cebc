package io.kloigos.http.host;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.HostMode;
import io.kloigos.core.rebuild.ListedHost;
import io.kloigos.http.json.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a list of hosts from a file: what {@code GET /api/v1/hosts} answers, or bodies of register, as YAML or JSON. */
public final class HostListFile {
    private static final ObjectReader READER = WireJson.strict(YAMLMapper.builder())
            .build()
            .readerForListOf(EntryJson.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private HostListFile() {}

    /** {@code INVALID} when the file cannot be read as such a list. */
    public static List<ListedHost> read(Path file) {
        try {
            List<EntryJson> entries = READER.readValue(Files.readString(file));
            return entries.stream().map(EntryJson::listed).toList();
        } catch (IOException e) {
            throw new KloigosException(
                    ErrorCode.INVALID,
                    file + " is not a list of hosts, as GET /api/v1/hosts answers it or register takes it: "
                            + e.getMessage(),
                    e);
        }
    }

    /** A host as listed or registered; whatever else is said of it is left aside. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record EntryJson(
            @Nullable String hostId,
            @Nullable String name,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String user,
            @Nullable Integer cpuCores,
            @Nullable Long memoryMb,
            @Nullable String libvirtUri,
            @Nullable String hostKey,
            @Nullable Boolean trustOnFirstUse,
            @Nullable List<String> tags,
            @Nullable String projectId,
            @Nullable JumpHostJson jump,
            @Nullable String status,
            @Nullable Instant createdAt) {
        ListedHost listed() {
            RegisterHostJson host = new RegisterHostJson(
                    hostId,
                    name,
                    address,
                    port,
                    user,
                    cpuCores,
                    memoryMb,
                    libvirtUri,
                    hostKey,
                    trustOnFirstUse,
                    tags,
                    projectId,
                    jump);
            return new ListedHost(host.registration(), mode(), createdAt);
        }

        private HostMode mode() {
            return switch (requireNonNullElse(status, "")) {
                case "maintenance" -> HostMode.MAINTENANCE;
                case "draining" -> HostMode.DRAINING;
                case "disabled" -> HostMode.DISABLED;
                default -> HostMode.ACTIVE;
            };
        }
    }
}
