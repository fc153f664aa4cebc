package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every action of the API, by clicks on two real hosts, with its effect as the hosts and the API tell it. */
@TestMethodOrder(OrderAnnotation.class)
class ActionsClientIT {
    @RegisterExtension
    static final ConsoleOnLab CONSOLE = new ConsoleOnLab(1);

    private static final List<Operator.Deed> DEEDS = new ArrayList<>();
    private static UUID vm;

    private Operator operator;

    @BeforeEach
    void sitDown() {
        operator = CONSOLE.operator();
    }

    @AfterEach
    void getUp() {
        DEEDS.addAll(operator.deeds());
        operator.close();
    }

    /** The one that most is done to; made as the walk makes it, where only a part of the walk is gone. */
    private UUID vm() {
        if (vm == null) {
            vm = new VmClicks(CONSOLE, operator).create();
        }
        return vm;
    }

    private void nothingWentWrong() {
        assertThat(operator.complaints()).isEmpty();
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
    void imagesAreLoadedImportedCopiedAndRetired() throws Exception {
        ImageClicks images = new ImageClicks(CONSOLE, operator);
        images.load();
        images.fetch();
        images.copyRetireAndDelete();
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
        vms.change(vm());
        vms.deployAnImage(vm());
        vms.takeRevertAndDeleteASnapshot(vm());
        nothingWentWrong();
    }

    @Test
    @Order(6)
    void itIsPluggedIntoDisksDiscsAndNetworks() {
        DeviceClicks devices = new DeviceClicks(CONSOLE, operator, vm());
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
        drift.takeOverAndMend(vm());
        drift.takeIn();
        drift.removeALeftover();
        nothingWentWrong();
    }

    @Test
    @Order(8)
    void usersProjectsAndPolicies() throws Exception {
        AccountClicks accounts = new AccountClicks(CONSOLE, operator);
        accounts.letIn();
        DecisionClicks decisions = new DecisionClicks(CONSOLE, operator, vm());
        decisions.makeProject();
        decisions.useMembers();
        decisions.moveTheVmInAndOut();
        decisions.deleteProject();
        decisions.writePolicy();
        try (Operator approver = accounts.promote()) {
            decisions.decide(approver);
            operator.alsoDid(approver);
        }
        decisions.endPolicy();
        decisions.retry();
        accounts.letGo();
        nothingWentWrong();
    }

    @Test
    @Order(9)
    void runbooksSchedulesWebhooksAndTheRecord() throws Exception {
        RunbookClicks runbooks = new RunbookClicks(CONSOLE, operator);
        runbooks.writeAndRun(vm());
        runbooks.schedule(vm());
        runbooks.tellOthers();
        runbooks.lookAtTheRecord();
        nothingWentWrong();
    }

    @Test
    @Order(10)
    void thePoolIsFilledClaimedAndEmptied() throws Exception {
        PoolClicks pool = new PoolClicks(CONSOLE, operator);
        pool.fill();
        pool.claimReleaseAndRemove();
        pool.claimAVm();
        nothingWentWrong();
    }

    @Test
    @Order(11)
    void aVmIsCopiedMovedRunBackedUpAndDeleted() throws Exception {
        VmClicks vms = new VmClicks(CONSOLE, operator);
        vms.cloneAndMigrate(vm());
        new HostClicks(CONSOLE, operator).drainAndRemove();
        vms.runAndBackUp(vm());
        vms.pauseAndEndAConsole(vm());
        vms.powerOff(vm());
        vms.deleteSelected();
        vms.delete(vm());
        new StorageClicks(CONSOLE, operator).deletePool();
        nothingWentWrong();
    }

    @Test
    @Order(12)
    void nothingThatTheApiCanDoWasLeftOut() throws Exception {
        assertThat(new ActionRoutes(CONSOLE.call("GET", "api/v1/routes", "")).without(DEEDS))
                .isEmpty();
    }
}
