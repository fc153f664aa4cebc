package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done to hosts, images, storage, VMs and drift, by clicks on two real hosts, with its effect as those tell it. */
@TestMethodOrder(OrderAnnotation.class)
class ActionsClientIT {
    @RegisterExtension
    static final ConsoleOnLab CONSOLE = new ConsoleOnLab(1);

    private static UUID vm;

    private Operator operator;

    @BeforeEach
    void sitDown() {
        operator = CONSOLE.operator();
    }

    @AfterEach
    void getUp() {
        operator.close();
    }

    private void nothingWentWrong() {
        assertThat(operator.complaints()).allMatch(this::isOfWhatIsGone);
    }

    /** A page may look once more at what was deleted on it. */
    private boolean isOfWhatIsGone(String complaint) {
        return operator.deeds().stream()
                .filter(deed -> deed.verb().equals("DELETE"))
                .map(deed -> deed.path().replaceFirst(".*/", "/"))
                .anyMatch(gone -> complaint.matches(".*: GET \\S*" + Pattern.quote(gone) + "(\\?\\S*)? answered 404"));
    }

    @Test
    @Order(1)
    void aHostIsRegisteredByItsKeyAndTakenOutOfService() throws Exception {
        HostClicks host = new HostClicks(CONSOLE, operator);
        host.register();
        host.changeAndTakeOutOfService();
        nothingWentWrong();
    }

    @Test
    @Order(2)
    void anImageIsLoadedAndAnImportCalledOff() throws Exception {
        ImageClicks images = new ImageClicks(CONSOLE, operator);
        images.load();
        images.fetch();
        nothingWentWrong();
    }

    @Test
    @Order(3)
    void aVmIsMadeUsedMovedAndDeleted() throws Exception {
        new VmLifeClicks(CONSOLE, operator).all();
    }

    @Test
    @Order(4)
    void poolsAndVolumesAreMadeFilledTrashedAndBroughtBack() throws Exception {
        StorageClicks storage = new StorageClicks(CONSOLE, operator);
        storage.createAndSwitchPool();
        storage.makeGrowCloneAndDownloadAVolume();
        storage.uploadAFile();
        storage.deleteToTrashAndBack();
        nothingWentWrong();
    }

    @Test
    @Order(5)
    void aVmIsMadeAndChanged() throws Exception {
        VmClicks vms = new VmClicks(CONSOLE, operator);
        vm = vms.create();
        vms.change(vm);
        vms.deployAnImage(vm);
        vms.takeRevertAndDeleteASnapshot(vm);
        nothingWentWrong();
    }

    @Test
    @Order(6)
    void itIsPluggedIntoDisksDiscsAndNetworks() {
        DeviceClicks devices = new DeviceClicks(CONSOLE, operator, vm);
        devices.disks();
        devices.discs();
        devices.networks();
        devices.securityGroups();
        nothingWentWrong();
    }

    @Test
    @Order(7)
    void whatOthersDoOnAHostIsTakenOverOrMended() throws Exception {
        DriftClicks drift = new DriftClicks(CONSOLE, operator);
        drift.takeOverAndMend(vm);
        drift.takeIn();
        drift.removeALeftover();
        nothingWentWrong();
    }
}
