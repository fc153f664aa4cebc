package io.kloigos.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.VolumeFormat;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiskHeaderTest {
    @Test
    void aQcow2FileTellsItsSize() {
        assertThat(DiskHeader.read("it", Qcow2.file(5 << 20, 1000)))
                .isEqualTo(new DiskHeader(VolumeFormat.QCOW2, 5L << 20));
    }

    @Test
    void whateverIsNothingElseIsRaw() {
        assertThat(DiskHeader.read("it", new byte[512])).isEqualTo(new DiskHeader(VolumeFormat.RAW, null));
        assertThat(DiskHeader.read("it", new byte[1])).isEqualTo(new DiskHeader(VolumeFormat.RAW, null));
    }

    static Stream<Arguments> refused() {
        byte[] whole = Qcow2.file(1 << 20, 1000);
        return Stream.of(
                Arguments.of(Qcow2.with(8, 4096), "it is an overlay of another file"),
                Arguments.of(Qcow2.with(72, 4), "it keeps its data in another file"),
                Arguments.of(Qcow2.with(72, 2), "it is marked as corrupt"),
                Arguments.of(Qcow2.with(72, 1L << 40), "it needs features of qcow2"),
                Arguments.of(Qcow2.with(32, 2L << 32), "it is encrypted"),
                Arguments.of(Qcow2.with(24, 0), "it says that its disk has 0 bytes"),
                Arguments.of(Qcow2.with(24, -1), "it says that its disk has 18446744073709551615 bytes"),
                Arguments.of(Arrays.copyOf(whole, 60), "it is cut off"),
                Arguments.of(Arrays.copyOf(whole, 76), "it is cut off"),
                Arguments.of("KDMV and more".getBytes(), "it is a VMDK disk"),
                Arguments.of("<!DOCTYPE html>".getBytes(), "it is a page of a web site"),
                Arguments.of(new byte[] {0x1f, (byte) 0x8b, 8}, "it is compressed with gzip"),
                Arguments.of(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0}, "it is compressed with xz"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeUsedAsItIsIsRefused(byte[] start, String why) {
        assertThatThrownBy(() -> DiskHeader.read("it", start))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID))
                .hasMessageStartingWith(why);
    }
}
