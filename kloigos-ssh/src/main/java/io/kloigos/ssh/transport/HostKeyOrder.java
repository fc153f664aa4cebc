package io.kloigos.ssh.transport;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;

/** Asks a host for the type of its pinned key first, and for plain keys before certificates. */
final class HostKeyOrder implements SessionListener {
    @Override
    public void sessionCreated(Session session) {
        var context = ((org.apache.sshd.client.session.ClientSession) session).getConnectionContext();
        HostKeyCheck check = context == null ? null : context.getAttribute(HostKeyCheck.ATTRIBUTE);
        if (check != null) {
            session.setSignatureFactories(order(session.getSignatureFactories(), check.pinnedTypes()));
        }
    }

    static List<NamedFactory<Signature>> order(List<NamedFactory<Signature>> factories, Set<String> wanted) {
        return factories.stream()
                .sorted(Comparator.comparingInt(factory -> rank(factory.getName(), wanted)))
                .toList();
    }

    private static int rank(String algorithm, Set<String> wanted) {
        if (algorithm.contains("-cert-")) {
            return 2;
        }
        return wanted.contains(KeyUtils.getCanonicalKeyType(algorithm)) ? 0 : 1;
    }
}
