package io.kloigos.core.rebuild;

import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.StoragePool;
import java.util.Map;
import java.util.TreeMap;

/** A host of the list as it was found. */
record SeenHost(ListedHost listed, String hostKey, HostView view) {
    String hostId() {
        return listed.registration().hostId();
    }

    /** The folders of its storage pools by their names. */
    Map<String, String> poolPaths() {
        Map<String, String> paths = new TreeMap<>();
        for (StoragePool pool : view.pools()) {
            String path = pool.path();
            if (path != null) {
                paths.put(pool.name(), path);
            }
        }
        return paths;
    }
}
