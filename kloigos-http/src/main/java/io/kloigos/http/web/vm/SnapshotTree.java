package io.kloigos.http.web.vm;

import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot with its place among those of its VM.
 *
 * @param depth how many it builds on
 */
public record SnapshotTree(VmSnapshot it, int depth) {
    /** Each behind the one that it builds on, the older branch first. */
    static List<SnapshotTree> of(List<VmSnapshot> snapshots) {
        List<VmSnapshot> byAge = snapshots.stream()
                .sorted(Comparator.comparing(one -> one.snapshot().createdAt()))
                .toList();
        Set<String> names = byAge.stream().map(one -> one.snapshot().name()).collect(Collectors.toSet());
        List<SnapshotTree> tree = new ArrayList<>();
        byAge.stream()
                .filter(one -> !isThere(one.snapshot().parent(), names))
                .forEach(root -> grow(tree, root, 0, byAge));
        return tree;
    }

    private static boolean isThere(@Nullable String parent, Set<String> names) {
        return parent != null && names.contains(parent);
    }

    private static void grow(List<SnapshotTree> tree, VmSnapshot one, int depth, List<VmSnapshot> all) {
        tree.add(new SnapshotTree(one, depth));
        all.stream()
                .filter(other -> one.snapshot().name().equals(other.snapshot().parent()))
                .forEach(child -> grow(tree, child, depth + 1, all));
    }
}
