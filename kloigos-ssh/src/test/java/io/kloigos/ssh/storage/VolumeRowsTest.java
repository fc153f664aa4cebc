package io.kloigos.ssh.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VolumeRowsTest {
    @Test
    void namesInAFolderMayHoldAnything() {
        String table = """
                 a.qcow2               /pool/a.qcow2
                 two   spaces          /pool/two   spaces
                 /pool/x               /pool//pool/x
                 tail                  /pool/tail
                 uml\\xc3\\xa4ut.iso   /pool/uml\\xc3\\xa4ut.iso

                """;
        assertThat(VolumeRows.names(table, "/pool"))
                .containsExactly("a.qcow2", "two   spaces", "/pool/x", "tail", "umläut.iso");
    }

    @Test
    void otherPoolsHaveColumns() {
        assertThat(VolumeRows.names(" lv one     /dev/vg/lv one\n image   rbd/image\n", "/dev/other"))
                .containsExactly("lv one", "image");
        assertThat(VolumeRows.names("", "")).isEmpty();
    }
}
