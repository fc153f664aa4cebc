package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.JumpHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way to a host: where its registration says, and with the user's SSH config if it is honoured, what that says about
 * the address. The config is read anew at each connection.
 *
 * <ul>
 *   <li>{@code HostName} replaces the address, {@code Port} the port if the registration has the default 22,
 *       {@code User} the user if the registration has the one that we run as, which is what naming none gives;
 *   <li>{@code IdentityFile}, {@code CertificateFile} and {@code IdentitiesOnly} choose the keys;
 *   <li>{@code ProxyJump} with one hop is the way unless the registration names a jump host; the hop's key must be in
 *       {@code UserKnownHostsFile}, or else {@code ~/.ssh/known_hosts}, under {@code HostKeyAlias} if there is one;
 *   <li>{@code ProxyCommand} and several hops are refused; all else in it is ignored.
 * </ul>
 */
final class Routes {
    private static final int SSH_PORT = 22;
    private static final Pattern PLACE = Pattern.compile(
            "(?:ssh://)?(?:(?<user>[^@,\\s]+)@)?(?<host>\\[[^],\\s]+]|[^:@,\\s\\[\\]]+|[0-9A-Fa-f:]+)(?::(?<port>[0-9]{1,5}))?/?");

    private final @Nullable Path config;
    private final Path sshFolder;
    private final Path home;
    private final String ourselves = System.getProperty("user.name");

    /** @param config the SSH config to honour; null for none */
    Routes(@Nullable Path config, Path sshFolder) {
        this.config = config;
        this.sshFolder = sshFolder;
        Path parent = sshFolder.toAbsolutePath().getParent();
        this.home = parent == null ? sshFolder : parent;
    }

    Hop to(HostEndpoint endpoint) throws ConnectFailure {
        Place place = place(endpoint.address(), endpoint.port(), endpoint.user());
        JumpHost jump = endpoint.jump();
        Hop via = jump == null ? configured(place) : registered(jump);
        String key = endpoint.hostKey();
        return new Hop(
                via,
                false,
                place.address(),
                place.port(),
                place.user(),
                key == null ? List.of() : List.of(key),
                endpoint.trustOnFirstUse(),
                place.identities());
    }

    private Hop registered(JumpHost jump) throws ConnectFailure {
        return jump(place(jump.address(), jump.port(), jump.user()), List.of(jump.hostKey()));
    }

    private static Hop jump(Place place, List<String> keys) {
        return new Hop(null, true, place.address(), place.port(), place.user(), keys, false, place.identities());
    }

    private @Nullable Hop configured(Place place) throws ConnectFailure {
        refuseProxyCommand(place);
        Optional<String> wanted = place.settings().first("proxyjump").filter(jump -> !jump.equalsIgnoreCase("none"));
        if (wanted.isEmpty()) {
            return null;
        }
        Matcher parts = PLACE.matcher(wanted.get());
        if (!parts.matches()) {
            throw refused("has 'ProxyJump " + wanted.get() + "' for " + place.alias()
                    + ": one hop, as [user@]host[:port], is what we can go through.");
        }
        return known(place(
                parts.group("host").replaceAll("[\\[\\]]", ""),
                parts.group("port") == null ? SSH_PORT : Integer.parseInt(parts.group("port")),
                parts.group("user") == null ? ourselves : parts.group("user")));
    }

    private Hop known(Place jump) throws ConnectFailure {
        refuseProxyCommand(jump);
        if (jump.settings()
                .first("proxyjump")
                .filter(hop -> !hop.equalsIgnoreCase("none"))
                .isPresent()) {
            throw refused("has a ProxyJump for the jump host " + jump.alias() + " too: we go through one hop.");
        }
        List<Path> files = knownHosts(jump);
        try {
            Optional<String> keyAlias = jump.settings().first("hostkeyalias");
            List<String> keys = keyAlias.isPresent()
                    ? KnownHosts.keysOf(files, keyAlias.get(), SSH_PORT)
                    : KnownHosts.keysOf(files, jump.address(), jump.port());
            if (!keys.isEmpty()) {
                return jump(jump, keys);
            }
        } catch (IOException e) {
            throw new ConnectFailure(Obstacle.BROKEN, "Reading " + files + " failed: " + e.getMessage(), null, e);
        }
        throw new ConnectFailure(
                Obstacle.BROKEN,
                "The key of the jump host " + jump.address() + " port " + jump.port() + " is not in " + join(files)
                        + ": log in there once with ssh and compare the key, or register the host with a jump host and"
                        + " its key.",
                null,
                null);
    }

    private List<Path> knownHosts(Place jump) throws ConnectFailure {
        List<String> named = jump.settings().all("userknownhostsfile");
        return named.isEmpty() ? List.of(sshFolder.resolve("known_hosts")) : paths(named, jump.tokens());
    }

    private void refuseProxyCommand(Place place) throws ConnectFailure {
        Optional<String> command = place.settings().first("proxycommand");
        if (command.isPresent() && !command.get().equalsIgnoreCase("none")) {
            throw refused("has a ProxyCommand for " + place.alias()
                    + ": we run no programs to reach a host; use ProxyJump, or register it with a jump host.");
        }
    }

    /** Where that name leads, as the config says. */
    private Place place(String alias, int port, String user) throws ConnectFailure {
        HostSettings settings = settings(alias);
        String ownUser = user.equals(ourselves) ? settings.first("user").orElse(user) : user;
        String ownPort = port == SSH_PORT ? settings.first("port").orElse("22") : String.valueOf(port);
        String address = fill(settings.first("hostname").orElse(alias), tokens(alias, alias, ownPort, ownUser));
        ConfigTokens tokens = tokens(alias, address, ownPort, ownUser);
        return new Place(
                alias,
                address,
                number(ownPort),
                ownUser,
                new Identities(
                        paths(settings.all("identityfile"), tokens),
                        paths(settings.all("certificatefile"), tokens),
                        settings.says("identitiesonly", "yes")),
                settings,
                tokens);
    }

    private HostSettings settings(String alias) throws ConnectFailure {
        if (config == null) {
            return new HostSettings();
        }
        try {
            return SshConfigFile.settingsOf(config, home, alias);
        } catch (IOException | RuntimeException e) {
            throw new ConnectFailure(
                    Obstacle.BROKEN, "The SSH config " + config + " cannot be read: " + e.getMessage(), null, e);
        }
    }

    private ConfigTokens tokens(String alias, String address, String port, String user) {
        return new ConfigTokens(
                home,
                Map.of('%', "%", 'd', home.toString(), 'h', address, 'n', alias, 'p', port, 'r', user, 'u', ourselves),
                System::getenv);
    }

    private String fill(String value, ConfigTokens tokens) throws ConnectFailure {
        try {
            return tokens.fill(value);
        } catch (IllegalArgumentException e) {
            throw refused("cannot be followed: " + e.getMessage() + ".");
        }
    }

    private List<Path> paths(List<String> values, ConfigTokens tokens) throws ConnectFailure {
        try {
            return values.stream()
                    .filter(value -> !value.equalsIgnoreCase("none"))
                    .map(tokens::path)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw refused("cannot be followed: " + e.getMessage() + ".");
        }
    }

    private int number(String port) throws ConnectFailure {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw refused("has 'Port " + port + "', which is no number.");
        }
    }

    private ConnectFailure refused(String what) {
        return new ConnectFailure(Obstacle.BROKEN, "The SSH config " + config + " " + what, null, null);
    }

    private static String join(List<Path> files) {
        return String.join(" or ", files.stream().map(Path::toString).toList());
    }

    /** One server as the config describes it. */
    private record Place(
            String alias,
            String address,
            int port,
            String user,
            Identities identities,
            HostSettings settings,
            ConfigTokens tokens) {}
}
