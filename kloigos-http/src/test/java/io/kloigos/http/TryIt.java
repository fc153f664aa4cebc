package io.kloigos.http;

import java.util.List;

class TryIt {
    public static void main(String[] a) throws Exception {
        var s = new TestServer(
                HttpServerConfig.loopback(8123).withBasePath("/kvm"), new io.kloigos.http.health.Readiness(List.of()));
        System.out.println(s.server.uri());
        Thread.currentThread().join();
    }
}
