package io.kloigos.core;

import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.host.command.HostCommands;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.task.TaskSettings;
import io.kloigos.core.vm.placement.PlacementSettings;
import java.nio.file.Path;

/** How an engine runs. */
public record KloigosConfig(
        DatabaseConfig database,
        WatchSettings watch,
        PlacementSettings placement,
        StorageSettings storage,
        TaskSettings tasks,
        boolean privateWebhooks,
        HostCommands hostCommands) {
    public KloigosConfig(DatabaseConfig database, WatchSettings watch) {
        this(
                database,
                watch,
                PlacementSettings.defaults(),
                StorageSettings.defaults(),
                TaskSettings.defaults(),
                false,
                HostCommands.NONE);
    }

    /** An engine with a database server of its own in that folder. */
    public static KloigosConfig embedded(Path dataFolder) {
        return new KloigosConfig(new DatabaseConfig.Embedded(dataFolder), WatchSettings.defaults());
    }

    /** An engine on a MariaDB server or cluster that someone else runs. */
    public static KloigosConfig server(String url, String user, String password) {
        return new KloigosConfig(new DatabaseConfig.Server(url, user, password), WatchSettings.defaults());
    }

    public KloigosConfig withWatch(WatchSettings settings) {
        return new KloigosConfig(database, settings, placement, storage, tasks, privateWebhooks, hostCommands);
    }

    public KloigosConfig withPlacement(PlacementSettings settings) {
        return new KloigosConfig(database, watch, settings, storage, tasks, privateWebhooks, hostCommands);
    }

    public KloigosConfig withStorage(StorageSettings settings) {
        return new KloigosConfig(database, watch, placement, settings, tasks, privateWebhooks, hostCommands);
    }

    public KloigosConfig withTasks(TaskSettings settings) {
        return new KloigosConfig(database, watch, placement, storage, settings, privateWebhooks, hostCommands);
    }

    /** Whether webhooks may go to addresses that only this network can reach. */
    public KloigosConfig withPrivateWebhooks(boolean allowed) {
        return new KloigosConfig(database, watch, placement, storage, tasks, allowed, hostCommands);
    }

    /** The command lines that may be run on hosts. */
    public KloigosConfig withHostCommands(HostCommands commands) {
        return new KloigosConfig(database, watch, placement, storage, tasks, privateWebhooks, commands);
    }
}
