package io.kloigos.http.browser;

import com.microsoft.playwright.Page;
import io.kloigos.ssh.Lab;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/** What a VM's display shows: pixels without their alpha. */
record Screen(int width, int height, int[] pixels) {
    private static final int COLOURS = 0xffffff;
    private static final String SHOT =
            "f=$(mktemp) && virsh -q -c qemu:///system screenshot %s $f >&2 && base64 -w0 $f; rm $f";

    /** As QEMU has it. */
    static Screen onHost(Lab lab, int host, Object domain) {
        String output = lab.ssh(host, SHOT.formatted(domain));
        return of(Base64.getDecoder().decode(output.strip().replaceAll("(?s).*\\s", "")));
    }

    /** As the page's viewer has drawn it, before the browser scales it. */
    static Screen inViewer(Page page) {
        String url = (String) page.evalOnSelector("[data-console] canvas", "(canvas) => canvas.toDataURL('image/png')");
        return of(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1)));
    }

    /** The share of pixels that are alike; 0 for screens of different sizes. */
    double likeness(Screen other) {
        if (width != other.width || height != other.height) {
            return 0;
        }
        int alike = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] == other.pixels[i]) {
                alike++;
            }
        }
        return (double) alike / pixels.length;
    }

    boolean isBlank() {
        return Arrays.stream(pixels).distinct().count() < 2;
    }

    private static Screen of(byte[] file) {
        try {
            BufferedImage image = file[0] == 'P' ? portable(file) : ImageIO.read(new ByteArrayInputStream(file));
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            return new Screen(
                    image.getWidth(),
                    image.getHeight(),
                    Arrays.stream(pixels).map(pixel -> pixel & COLOURS).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A binary PPM with 8 bits a colour, which is what older QEMU writes. */
    private static BufferedImage portable(byte[] file) {
        int at = 0;
        int[] header = new int[4];
        for (int field = 0; field < header.length; field++) {
            int start = at;
            while (!Character.isWhitespace(file[at])) {
                at++;
            }
            header[field] = field == 0 ? 0 : Integer.parseInt(new String(file, start, at - start));
            at++;
        }
        BufferedImage image = new BufferedImage(header[1], header[2], BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < header[2]; y++) {
            for (int x = 0; x < header[1]; x++, at += 3) {
                image.setRGB(x, y, (file[at] & 0xff) << 16 | (file[at + 1] & 0xff) << 8 | file[at + 2] & 0xff);
            }
        }
        return image;
    }
}
