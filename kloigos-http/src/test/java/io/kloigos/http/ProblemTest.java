package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void aBadBodyIsRefusedWithTheWholeStory(String what, String body, String rest) throws Exception {
        HttpResponse<String> answer = server.post("/probe", body);
        assertThat(answer.body()).isEqualTo(document(400, "The request is not valid", "invalid", rest));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(Arguments.of("x", "x", "x"));
    }

    private static String document(int status, String title, String code, String rest) {
        return "{\"type\":\"urn:kloigos:problem:" + code + "\",\"title\":\"" + title + "\",\"status\":" + status + ","
                + rest;
    }
}
