package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kloigos.core.image.Image;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What is done to images: loaded from a file, imported with a look at how far it is, copied, retired, deleted. */
final class ImageClicks {
    private static final byte[] CONTENT = new byte[1 << 20];
    private static final String VOLUMES = "vol-list default";
    private static final int FIRST = 1 << 18;
    private static final int STEP = 1 << 10;
    private static final Pattern HALFWAY = Pattern.compile("[23]\\d\\d KiB");

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    ImageClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
        new Random(1).nextBytes(CONTENT);
    }

    /** Gives the second host the guest's image, too. */
    void load() {
        operator.opens("images");
        operator.press("Load a file");
        operator.field("load", "File").fill("file:nothing.qcow2");
        operator.field("load", "Name").fill(ConsoleOnLab.IMAGE);
        operator.field("load", "To host").selectOption(HostClicks.HOST);
        operator.isRefused("load", "Load", "File");
        operator.field("load", "File").fill("file:" + console.lab().guestImage().getFileName());
        operator.press("load", "Load");
        assertThat(page.locator("#list tbody")).containsText("kvm1, " + HostClicks.HOST);
        console.awaitVirsh(1, VOLUMES, "kloigos-image");
    }

    /** Is called off halfway, and asked for again by the form as it is. */
    void fetch() throws IOException {
        CountDownLatch goOn = new CountDownLatch(1);
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService workers = Executors.newCachedThreadPool();
        site.setExecutor(workers);
        site.createContext("/tiny.img", exchange -> serve(exchange, goOn));
        site.start();
        try {
            operator.press("Import image");
            operator.field("import", "URL").fill("ftp://127.0.0.1/tiny.img");
            operator.field("import", "Name").fill("tiny");
            operator.field("import", "To host").selectOption("kvm1");
            operator.isRefused("import", "Import", "URL");
            operator.field("import", "URL")
                    .fill("http://127.0.0.1:" + site.getAddress().getPort() + "/tiny.img");
            operator.field("import", "Format").selectOption("raw");
            operator.press("import", "Import");
            assertThat(page.locator("#jobs tbody")).containsText(HALFWAY);
            operator.press("Cancel the import of tiny");
            operator.goesOn();
            assertThat(page.locator("#jobs tbody")).containsText("cancelled");
            goOn.countDown();
            operator.press("Import image");
            assertThat(operator.field("import", "URL"))
                    .hasValue("http://127.0.0.1:" + site.getAddress().getPort() + "/tiny.img");
            operator.press("import", "Import");
            assertThat(page.locator("#list tbody tr:has-text('tiny')")).containsText("available");
            console.awaitVirsh(0, VOLUMES, volume());
        } finally {
            goOn.countDown();
            site.stop(0);
            workers.shutdown();
        }
    }

    /** A quarter at once, and the rest slowly until it may go on. */
    private static void serve(HttpExchange exchange, CountDownLatch goOn) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(CONTENT, 0, FIRST);
            int at = FIRST;
            while (at < CONTENT.length - STEP && !goOn.await(100, TimeUnit.MILLISECONDS)) {
                out.write(CONTENT, at, STEP);
                out.flush();
                at += STEP;
            }
            out.write(CONTENT, at, CONTENT.length - at);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void copyRetireAndDelete() {
        operator.follow("tiny");
        operator.press("Copy to a host");
        operator.field("copy", "To").selectOption(HostClicks.HOST);
        operator.press("copy", "Copy");
        assertThat(page.locator("#facts")).containsText("kvm1, " + HostClicks.HOST);
        console.awaitVirsh(1, VOLUMES, volume());
        operator.press("Retire");
        operator.goesOn();
        operator.opens("images");
        assertThat(page.locator("#list tbody tr:has-text('tiny')")).containsText("retired");
        operator.follow("tiny");
        String volume = volume();
        deleteFrom(HostClicks.HOST);
        console.awaitVirshWithout(1, VOLUMES, volume);
        console.awaitVirsh(0, VOLUMES, volume);
        operator.opens("images");
        operator.follow("tiny");
        deleteFrom("kvm1");
        console.awaitVirshWithout(0, VOLUMES, volume);
        operator.opens("images");
        assertThat(page.locator("#list")).not().containsText("tiny");
    }

    private void deleteFrom(String host) {
        operator.press("Delete");
        operator.field("delete", "From").selectOption(host);
        operator.press("delete", "Delete");
        operator.goesOnWith("tiny");
        operator.isLedTo(Pattern.compile("/images$"));
    }

    private String volume() {
        return console.engine().images().list().stream()
                .filter(image -> image.name().equals("tiny"))
                .map(Image::volume)
                .findFirst()
                .orElseThrow();
    }
}
