package io.kloigos.http.cli;

import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kloigos serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the server until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpServerConfig http = server.config();
        Path images = Files.createDirectories(engine.folder().resolve("images"));
        Running running = new Running();
        KloigosServices services = running.start(() -> KloigosServices.start(
                http, engine.engine(), new SshHypervisors(engine.ssh()), new ImageFolder(images)));
        if (http.isNamelessToOthers()) {
            spec.commandLine()
                    .getOut()
                    .println(
                            "Only requests that name localhost or 127.0.0.1 are answered. Start it with --allowed-host NAME for"
                                    + " each name or address by which others call it.");
        }
        return running.serve(services, spec.commandLine().getOut(), engine.records());
    }
}
