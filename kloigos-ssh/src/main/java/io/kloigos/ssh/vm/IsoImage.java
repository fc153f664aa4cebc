package io.kloigos.ssh.vm;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/**
 * A CD with a few files in its one folder: ISO 9660 (ECMA-119), and once more with the names as they are (Joliet), which is what
 * guests show. Equal files are equal bytes: every date is the first of 1970.
 */
final class IsoImage {
    private static final int SECTOR = 2048;
    private static final int DESCRIPTORS = 16;
    private static final int TABLES = 19;
    private static final int FOLDERS = 23;
    private static final int FILES = 25;
    private static final int TABLE_BYTES = 10;
    private static final byte[] DATE = {70, 1, 1, 0, 0, 0, 0};
    private static final byte[] NO_DATE = "0000000000000000\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SELF = {0};
    private static final byte[] PARENT = {1};

    /** One of the two views of the same files. */
    private enum View {
        PLAIN(1, "", StandardCharsets.US_ASCII, name -> name.toUpperCase(Locale.ROOT) + ".;1"),
        JOLIET(2, "%/E", StandardCharsets.UTF_16BE, name -> name + ";1");

        private final int type;
        private final String escape;
        private final Charset charset;
        private final UnaryOperator<String> name;

        View(int type, String escape, Charset charset, UnaryOperator<String> name) {
            this.type = type;
            this.escape = escape;
            this.charset = charset;
            this.name = name;
        }

        int table() {
            return TABLES + 2 * ordinal();
        }

        int folder() {
            return FOLDERS + ordinal();
        }
    }

    private final ByteBuffer image;

    private IsoImage(int sectors) {
        image = ByteBuffer.allocate(sectors * SECTOR);
    }

    /**
     * The bytes of the CD.
     *
     * @param volume what it is called, up to 16 ASCII characters
     * @param files the contents by their names, which are ASCII; their records fit into one sector
     */
    static byte[] of(String volume, SortedMap<String, byte[]> files) {
        int sectors = FILES + files.values().stream().mapToInt(IsoImage::sectors).sum();
        IsoImage iso = new IsoImage(sectors);
        for (View view : View.values()) {
            iso.describe(view, volume, sectors);
            iso.tables(view);
            iso.folder(view, files);
        }
        iso.at(DESCRIPTORS + View.values().length).put((byte) 0xff).put(ascii("CD001\u0001"));
        int at = FILES;
        for (byte[] content : files.values()) {
            iso.at(at).put(content);
            at += sectors(content);
        }
        return iso.image.array();
    }

    private static int sectors(byte[] content) {
        return (content.length + SECTOR - 1) / SECTOR;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private ByteBuffer at(int sector) {
        return image.position(sector * SECTOR);
    }

    private void describe(View view, String volume, int sectors) {
        at(DESCRIPTORS + view.ordinal()).put((byte) view.type).put(ascii("CD001\u0001\0"));
        text("", 32, view);
        text(volume, 32, view);
        image.putLong(0);
        both(sectors);
        image.put(Arrays.copyOf(ascii(view.escape), 32));
        bothShort(1);
        bothShort(1);
        bothShort(SECTOR);
        both(TABLE_BYTES);
        image.putInt(Integer.reverseBytes(view.table())).putInt(0);
        image.putInt(view.table() + 1).putInt(0);
        record(SELF, view.folder(), SECTOR, true);
        text("", 4 * 128, view);
        for (int i = 0; i < 3; i++) {
            text("", 37, view);
        }
        for (int i = 0; i < 4; i++) {
            image.put(NO_DATE);
        }
        image.put((byte) 1);
    }

    /** The table of folders, for readers of either byte order. */
    private void tables(View view) {
        at(view.table()).putShort((short) 0x100).putInt(Integer.reverseBytes(view.folder())).putShort((short) 0x100);
        at(view.table() + 1).putShort((short) 0x100).putInt(view.folder()).putShort((short) 1);
    }

    private void folder(View view, SortedMap<String, byte[]> files) {
        at(view.folder());
        record(SELF, view.folder(), SECTOR, true);
        record(PARENT, view.folder(), SECTOR, true);
        int at = FILES;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] name = view.name.apply(file.getKey()).getBytes(view.charset);
            record(name, at, file.getValue().length, false);
            at += sectors(file.getValue());
        }
    }

    private void record(byte[] name, int sector, int size, boolean folder) {
        int padded = name.length | 1;
        image.put((byte) (33 + padded)).put((byte) 0);
        both(sector);
        both(size);
        image.put(DATE).put((byte) (folder ? 2 : 0)).putShort((short) 0);
        bothShort(1);
        image.put((byte) name.length).put(Arrays.copyOf(name, padded));
    }

    private void text(String text, int length, View view) {
        image.put(Arrays.copyOf((text + " ".repeat(length)).getBytes(view.charset), length));
    }

    private void both(int number) {
        image.putInt(Integer.reverseBytes(number)).putInt(number);
    }

    private void bothShort(int number) {
        image.putShort(Short.reverseBytes((short) number)).putShort((short) number);
    }
}
