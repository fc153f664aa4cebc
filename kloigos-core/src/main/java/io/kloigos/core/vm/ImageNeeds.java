package io.kloigos.core.vm;

import io.kloigos.core.database.Database;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageUsers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The VMs that are being made from an image. */
public final class ImageNeeds implements ImageUsers {
    private static final int AT_ONCE = 1000;

    private final Database database;

    public ImageNeeds(Database database) {
        this.database = database;
    }

    @Override
    public Optional<String> of(String hostId, Image image) {
        Set<String> names = Set.of(
                image.name(),
                image.reference(),
                image.name() + "@" + image.version(),
                image.name() + ":latest",
                image.name() + "@latest",
                image.volume());
        VmQuery query = new VmQuery(hostId, null, null, null, Map.of(), null, AT_ONCE);
        List<Vm> page = database.transact(tx -> VmRecords.list(tx, query));
        while (true) {
            Optional<String> user = page.stream()
                    .filter(vm -> vm.phase() == VmPhase.PROVISIONING)
                    .filter(vm -> vm.image() != null && names.contains(vm.image()))
                    .findFirst()
                    .map(vm -> "VM " + vm.name() + " is being made from it");
            if (user.isPresent() || page.size() < AT_ONCE) {
                return user;
            }
            VmQuery next = query.before(page.get(page.size() - 1).seq());
            page = database.transact(tx -> VmRecords.list(tx, next));
        }
    }
}
