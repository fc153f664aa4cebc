package io.kloigos.http.cli;

import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.image.ImageFetch;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.task.TaskSettings;
import io.kloigos.core.vm.placement.PlacementSettings;
import io.kloigos.http.host.HostCommandsFile;
import io.kloigos.ssh.SshConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the records are kept and how hosts are reached. */
final class EngineOptions {
    private static final int MOST_TRASH_HOURS = 24 * 366;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "${env:KLOIGOS_DATA}",
            description = "Where the database and images are kept (env KLOIGOS_DATA, default ~/.local/share/kloigos).")
    @Nullable
    Path data;

    @Option(
            names = "--ssh-key",
            paramLabel = "FILE",
            defaultValue = "${env:KLOIGOS_SSH_KEY}",
            description = "Private key for the hosts; else the SSH agent or ~/.ssh (env KLOIGOS_SSH_KEY).")
    @Nullable
    Path sshKey;

    @Option(
            names = "--ssh-config",
            paramLabel = "FILE",
            defaultValue = "${env:KLOIGOS_SSH_CONFIG}",
            description =
                    "OpenSSH config, such as ~/.ssh/config, whose aliases, users, keys and jump hosts are honoured;"
                            + " none unless named (env KLOIGOS_SSH_CONFIG).")
    @Nullable
    Path sshConfig;

    @Option(
            names = "--templates",
            paramLabel = "FOLDER",
            defaultValue = "${env:KLOIGOS_TEMPLATES}",
            description =
                    "Templates of your own, such as libvirt/domain.xml.ftl, in place of ours of the same name; tried"
                            + " with sample data at start (env KLOIGOS_TEMPLATES).")
    @Nullable
    Path templates;

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            defaultValue = "${env:KLOIGOS_DB_URL}",
            description = "A MariaDB server or cluster to use instead of our own, as jdbc:mariadb://host/database"
                    + " (env KLOIGOS_DB_URL).")
    @Nullable
    String databaseUrl;

    @Option(
            names = "--db-user",
            paramLabel = "USER",
            defaultValue = "${env:KLOIGOS_DB_USER:-kloigos}",
            description = "Its user (env KLOIGOS_DB_USER, default kloigos).")
    String databaseUser = "kloigos";

    @Option(
            names = "--db-password",
            paramLabel = "PASSWORD",
            defaultValue = "${env:KLOIGOS_DB_PASSWORD:-}",
            description = "Its password; other users of this machine see arguments, so prefer env KLOIGOS_DB_PASSWORD.")
    @Nullable
    String databasePassword;

    @Option(
            names = "--sweep-interval",
            paramLabel = "SECONDS",
            defaultValue = "${env:KLOIGOS_SWEEP_INTERVAL:-600}",
            description = "How often everything on a host is looked at, in case an event was missed"
                    + " (env KLOIGOS_SWEEP_INTERVAL, default 600). Changes are heard of at once all the same.")
    int sweepSeconds;

    @Option(
            names = "--figures-interval",
            paramLabel = "SECONDS",
            defaultValue = "${env:KLOIGOS_FIGURES_INTERVAL:-30}",
            description = "How often CPU, memory, disk and network figures are read from a host; 0 for never"
                    + " (env KLOIGOS_FIGURES_INTERVAL, default 30).")
    int figuresSeconds;

    @Option(
            names = "--trash-hours",
            paramLabel = "HOURS",
            defaultValue = "${env:KLOIGOS_TRASH_HOURS:-24}",
            description = "How long a deleted volume can be brought back; 0 to delete at once"
                    + " (env KLOIGOS_TRASH_HOURS, default 24).")
    int trashHours;

    @Option(
            names = "--allow-private-image-sources",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "${env:KLOIGOS_IMAGE_PRIVATE_ADDRESSES:-false}",
            description = "Lets images be imported from addresses that only this network can reach, this machine's own"
                    + " among them (env KLOIGOS_IMAGE_PRIVATE_ADDRESSES=true).")
    boolean privateImageSources;

    @Option(
            names = "--image-fetch",
            paramLabel = "host|server",
            defaultValue = "${env:KLOIGOS_IMAGE_FETCH:-host}",
            description =
                    "Who fetches images from URLs: the host itself where it can, or always the server, which streams"
                            + " them to it (env KLOIGOS_IMAGE_FETCH, default host).")
    String imageFetch = "host";

    @Option(
            names = "--cpu-overcommit",
            paramLabel = "FACTOR",
            defaultValue = "${env:KLOIGOS_CPU_OVERCOMMIT:-4}",
            description = "How many CPUs of guests are placed on each of a host's"
                    + " (env KLOIGOS_CPU_OVERCOMMIT, default 4).")
    double cpuOvercommit;

    @Option(
            names = "--memory-overcommit",
            paramLabel = "FACTOR",
            defaultValue = "${env:KLOIGOS_MEMORY_OVERCOMMIT:-1}",
            description = "How much memory of guests is placed on a host for each byte that it has"
                    + " (env KLOIGOS_MEMORY_OVERCOMMIT, default 1).")
    double memoryOvercommit;

    @Option(
            names = "--task-retention-days",
            paramLabel = "DAYS",
            defaultValue = "${env:KLOIGOS_TASK_RETENTION_DAYS:-90}",
            description = "How long tasks that have ended are kept (env KLOIGOS_TASK_RETENTION_DAYS, default 90).")
    int taskDays;

    @Option(
            names = "--task-deadline-hours",
            paramLabel = "HOURS",
            defaultValue = "${env:KLOIGOS_TASK_DEADLINE_HOURS:-24}",
            description = "What has not ended by then is taken back before its next step, as far as it can be"
                    + " (env KLOIGOS_TASK_DEADLINE_HOURS, default 24).")
    int taskHours;

    @Option(
            names = "--approval-hours",
            paramLabel = "HOURS",
            defaultValue = "${env:KLOIGOS_APPROVAL_HOURS:-168}",
            description = "What nobody has approved by then is rejected (env KLOIGOS_APPROVAL_HOURS, default 168).")
    int approvalHours;

    @Option(
            names = "--allow-private-webhooks",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "${env:KLOIGOS_WEBHOOK_PRIVATE_ADDRESSES:-false}",
            description =
                    "Lets webhooks go to addresses that only this network can reach, this machine's own among them"
                            + " (env KLOIGOS_WEBHOOK_PRIVATE_ADDRESSES=true).")
    boolean privateWebhooks;

    @Option(
            names = "--host-commands",
            paramLabel = "FILE",
            defaultValue = "${env:KLOIGOS_HOST_COMMANDS}",
            description =
                    "The command lines that runbooks may run on hosts, one a line as 'name: command line'; none unless named"
                            + " (env KLOIGOS_HOST_COMMANDS).")
    @Nullable
    Path hostCommands;

    Path folder() {
        if (data != null && !data.toString().isEmpty()) {
            return data.toAbsolutePath();
        }
        String xdg = System.getenv("XDG_DATA_HOME");
        Path home = Path.of(System.getProperty("user.home"));
        return (xdg == null || xdg.isEmpty() ? home.resolve(".local/share") : Path.of(xdg)).resolve("kloigos");
    }

    KloigosConfig engine() {
        KloigosConfig config = databaseUrl == null || databaseUrl.isEmpty()
                ? KloigosConfig.embedded(folder().resolve("database"))
                : KloigosConfig.server(databaseUrl, databaseUser, Objects.requireNonNullElse(databasePassword, ""));
        return config.withWatch(watch())
                .withPlacement(new PlacementSettings(cpuOvercommit, memoryOvercommit))
                .withStorage(storage())
                .withTasks(tasks())
                .withPrivateWebhooks(privateWebhooks)
                .withHostCommands(HostCommandsFile.read(given(hostCommands)));
    }

    private TaskSettings tasks() {
        checkHours("--approval-hours", approvalHours);
        checkHours("--task-deadline-hours", taskHours);
        checkHours("--task-retention-days", taskDays);
        return new TaskSettings(
                Duration.ofHours(approvalHours), Duration.ofHours(taskHours), Duration.ofDays(taskDays));
    }

    private static void checkHours(String option, int value) {
        if (value < 1 || value > MOST_TRASH_HOURS) {
            throw KloigosException.invalid(option, "must be between 1 and " + MOST_TRASH_HOURS);
        }
    }

    private StorageSettings storage() {
        if (trashHours < 0 || trashHours > MOST_TRASH_HOURS) {
            throw KloigosException.invalid("--trash-hours", "must be between 0 and " + MOST_TRASH_HOURS);
        }
        return new StorageSettings(Duration.ofHours(trashHours), privateImageSources, imageFetch());
    }

    private ImageFetch imageFetch() {
        return switch (imageFetch) {
            case "host" -> ImageFetch.HOST;
            case "server" -> ImageFetch.SERVER;
            default -> throw KloigosException.invalid("--image-fetch", "must be host or server");
        };
    }

    private WatchSettings watch() {
        checkSeconds("--sweep-interval", sweepSeconds, 1);
        checkSeconds("--figures-interval", figuresSeconds, 0);
        return new WatchSettings(Duration.ofSeconds(sweepSeconds), Duration.ofSeconds(figuresSeconds));
    }

    private static void checkSeconds(String option, int seconds, int least) {
        if (seconds < least || seconds > 86_400) {
            throw KloigosException.invalid(option, "must be between " + least + " and 86400 seconds");
        }
    }

    /** Where the records are, for people. */
    String records() {
        return databaseUrl == null || databaseUrl.isEmpty() ? folder().toString() : databaseUrl;
    }

    SshConfig ssh() {
        return SshConfig.defaults()
                .withKeyFile(given(sshKey))
                .withSshConfig(given(sshConfig))
                .withTemplates(given(templates));
    }

    /** An environment variable that is set to nothing is not given; nor does a service manager know what ~ is. */
    private static @Nullable Path given(@Nullable Path file) {
        if (file == null || file.toString().isEmpty()) {
            return null;
        }
        return file.startsWith("~")
                ? Path.of(System.getProperty("user.home")).resolve(file.subpath(1, file.getNameCount()))
                : file;
    }
}
