package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A change that was asked of a VM as it was then, made one of the VM as it is now: what it leaves alone stays as it is now, and
 * disks and interfaces that it takes away or changes must still be there. Else {@code CONFLICT}.
 */
record Rebase(WantedVm before, WantedVm after, WantedVm now) {
    WantedVm result() {
        return new WantedVm(
                pick(before.name(), after.name(), now.name()),
                pick(before.domainName(), after.domainName(), now.domainName()),
                pick(before.cpuCores(), after.cpuCores(), now.cpuCores()),
                pick(before.memoryMb(), after.memoryMb(), now.memoryMb()),
                pickNullable(before.image(), after.image(), now.image()),
                pick(before.labels(), after.labels(), now.labels()),
                pick(before.annotations(), after.annotations(), now.annotations()),
                pickNullable(before.projectId(), after.projectId(), now.projectId()),
                spec(),
                pick(before.deleteProtected(), after.deleteProtected(), now.deleteProtected()),
                pickNullable(before.description(), after.description(), now.description()));
    }

    private static <T> T pick(T was, T is, T now) {
        return is.equals(was) ? now : is;
    }

    private static <T> @Nullable T pickNullable(@Nullable T was, @Nullable T is, @Nullable T now) {
        return Objects.equals(is, was) ? now : is;
    }

    private @Nullable VmSpec spec() {
        VmSpec was = before.spec();
        VmSpec is = after.spec();
        VmSpec here = now.spec();
        if (was == null || is == null || here == null || is.equals(was)) {
            return pickNullable(was, is, here);
        }
        return new VmSpec(
                merged(was.disks(), is.disks(), here.disks(), Rebase::inOnePlace),
                merged(was.nics(), is.nics(), here.nics(), (a, b) -> a.mac().equalsIgnoreCase(b.mac())),
                pick(was.autostart(), is.autostart(), here.autostart()),
                pick(was.hardware(), is.hardware(), here.hardware()));
    }

    private static boolean inOnePlace(VmSpec.Disk a, VmSpec.Disk b) {
        return a.target() != null && a.target().equals(b.target()) || a.volume() != null && a.isSameAs(b);
    }

    /** @param same whether there is no room for both */
    private <T> List<T> merged(List<T> was, List<T> is, List<T> here, BiPredicate<T, T> same) {
        List<T> gone = without(was, is);
        List<T> come = without(is, was);
        if (!here.containsAll(gone)) {
            throw changed();
        }
        List<T> result = new ArrayList<>(here);
        for (int i = 0; i < gone.size(); i++) {
            int place = result.indexOf(gone.get(i));
            result.remove(place);
            if (gone.size() == come.size()) {
                result.add(place, come.get(i));
            }
        }
        if (gone.size() != come.size()) {
            result.addAll(come);
        }
        for (T each : come) {
            if (result.stream().filter(other -> same.test(each, other)).count() > 1) {
                throw changed();
            }
        }
        return result;
    }

    private static <T> List<T> without(List<T> list, List<T> others) {
        List<T> rest = new ArrayList<>(list);
        others.forEach(rest::remove);
        return rest;
    }

    private KloigosException changed() {
        return KloigosException.conflict("VM " + before.name() + " was changed meanwhile. Look at it again.");
    }
}
