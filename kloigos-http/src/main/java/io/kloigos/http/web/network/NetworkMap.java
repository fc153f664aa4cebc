package io.kloigos.http.web.network;

import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.vm.Vm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A host, its networks, and the VMs on them, from left to right, with lines between what belongs together. Lengths are pixels.
 *
 * @param vms the first {@link #MOST_VMS} by name, and how many more there are
 * @param lines paths as SVG has them
 */
public record NetworkMap(
        String hostId, Box host, List<Net> networks, List<Box> vms, List<String> lines, int width, int height) {
    static final int MOST_NETWORKS = 50;

    private static final int MOST_VMS = 24;
    private static final int BOX_WIDTH = 200;
    private static final int BOX_HEIGHT = 28;
    private static final int ROW = 36;
    private static final int GAP = 80;

    /** A box with a text in it. */
    public record Box(int x, int y, int width, int height, String text) {
        private static final int INDENT = 10;
        private static final int BASELINE = 19;
        private static final int LONGEST = 24;

        static Box at(int column, double row, String text) {
            String short_ = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
            return new Box(column * (BOX_WIDTH + GAP), (int) (row * ROW), BOX_WIDTH, BOX_HEIGHT, short_);
        }

        public int textX() {
            return x + INDENT;
        }

        public int textY() {
            return y + BASELINE;
        }

        String lineTo(Box right) {
            int from = y + height / 2;
            int to = right.y + right.height / 2;
            int middle = (x + width + right.x) / 2;
            return "M" + (x + width) + " " + from + " C" + middle + " " + from + " " + middle + " " + to + " " + right.x
                    + " " + to;
        }
    }

    /**
     * A network.
     *
     * @param vms ours that are on it, or are wanted there, by name
     * @param more how many are not among {@code vms}
     */
    public record Net(HostNetwork network, Box box, List<Vm> vms, int more) {
        static Net at(double row, HostNetwork network, List<Vm> members) {
            List<Vm> first = members.subList(0, Math.min(MOST_VMS, members.size()));
            return new Net(network, Box.at(1, row, network.name()), first, members.size() - first.size());
        }
    }

    static NetworkMap of(String hostId, List<HostNetwork> networks, List<Vm> onHost) {
        List<List<Vm>> members = networks.stream().map(net -> on(net, onHost)).toList();
        List<Vm> connected = members.stream()
                .flatMap(List::stream)
                .distinct()
                .sorted(Comparator.comparing(Vm::name))
                .toList();
        List<Vm> shown = connected.subList(0, Math.min(MOST_VMS, connected.size()));
        List<Box> vms = boxes(shown, connected.size() - shown.size());
        int rows = Math.max(1, Math.max(networks.size(), vms.size()));
        Box host = Box.at(0, (rows - 1) / 2.0, hostId);
        List<Net> nets = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            Net net = Net.at((rows - networks.size()) / 2.0 + i, networks.get(i), members.get(i));
            nets.add(net);
            lines.add(host.lineTo(net.box()));
            members.get(i).stream()
                    .mapToInt(shown::indexOf)
                    .filter(at -> at >= 0)
                    .forEach(at -> lines.add(net.box().lineTo(vms.get(at))));
        }
        return new NetworkMap(hostId, host, nets, vms, lines, 3 * BOX_WIDTH + 2 * GAP, rows * ROW);
    }

    private static List<Box> boxes(List<Vm> vms, int more) {
        List<Box> boxes = new ArrayList<>();
        vms.forEach(vm -> boxes.add(Box.at(2, boxes.size(), vm.name())));
        if (more > 0) {
            boxes.add(Box.at(2, boxes.size(), "and " + more + " more"));
        }
        return boxes;
    }

    private static List<Vm> on(HostNetwork network, List<Vm> vms) {
        Set<String> users = Set.copyOf(network.usedBy());
        return vms.stream()
                .filter(vm -> users.contains(vm.vmId().toString()))
                .sorted(Comparator.comparing(Vm::name))
                .toList();
    }
}
