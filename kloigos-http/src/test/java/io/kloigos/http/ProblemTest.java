package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @MethodSource
    void aWrongFieldIsNamed(String body, String field, String message) throws Exception {
        HttpResponse<String> answer = server.post("/probe", body);
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:invalid","title":"The request is not valid","status":400,\
                "detail":"%1$s %2$s","code":"invalid","instance":"/probe",\
                "errors":[{"field":"%1$s","message":"%2$s"}]}""".formatted(field, message));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    static Stream<Arguments> aWrongFieldIsNamed() {
        String known = "is not known; known are disks, kind, labels, memory_mb, name, numa_node, start";
        return Stream.of(
                Arguments.of("{\"name\":\"x\",\"bogus\":1}", "bogus", known),
                Arguments.of("{\"name\":\"x\",\"numaNode\":1}", "numaNode", known),
                Arguments.of("{\"name\":1}", "name", "must be a string"),
                Arguments.of("{\"name\":true}", "name", "must be a string"),
                Arguments.of("{\"name\":{}}", "name", "must be a string"),
                Arguments.of("{\"name\":\"\"}", "name", "must not be empty"),
                Arguments.of("{}", "name", "must not be empty"),
                Arguments.of("{\"name\":null}", "name", "must not be empty"),
                Arguments.of("{\"name\":\"" + "x".repeat(300) + "\"}", "name", "must have at most 255 characters"),
                Arguments.of("{\"name\":\"a\\u0000b\"}", "name", "must not contain control characters"),
                Arguments.of("{\"name\":\"x\",\"numa_node\":\"3\"}", "numa_node", "must be a whole number"),
                Arguments.of("{\"name\":\"x\",\"numa_node\":3.5}", "numa_node", "must be a whole number"),
                Arguments.of("{\"name\":\"x\",\"numa_node\":\"\"}", "numa_node", "must be a whole number"),
                Arguments.of("{\"name\":\"x\",\"numa_node\":99999999999}", "numa_node", "is too large a number"),
                Arguments.of("{\"name\":\"x\",\"memory_mb\":1e400}", "memory_mb", "must be a whole number"),
                Arguments.of("{\"name\":\"x\",\"start\":\"yes\"}", "start", "must be true or false"),
                Arguments.of("{\"name\":\"x\",\"start\":1}", "start", "must be true or false"),
                Arguments.of("{\"name\":\"x\",\"kind\":\"SERVER\"}", "kind", "must be one of any, server"),
                Arguments.of("{\"name\":\"x\",\"kind\":0}", "kind", "must be one of any, server"),
                Arguments.of("{\"name\":\"x\",\"labels\":[]}", "labels", "must be an object"),
                Arguments.of("{\"name\":\"x\",\"labels\":\"\"}", "labels", "must be an object"),
                Arguments.of("{\"name\":\"x\",\"disks\":{}}", "disks", "must be an array"),
                Arguments.of("{\"name\":\"x\",\"disks\":[{\"name\":\"\"}]}", "disks[0].name", "must not be empty"),
                Arguments.of(
                        "{\"name\":\"x\",\"disks\":[{\"name\":\"a\"},{\"name\":\"b\",\"size_gb\":[]}]}",
                        "disks[1].size_gb",
                        "must be a whole number"));
    }

    @ParameterizedTest
    @MethodSource
    void aBodyThatIsNoObjectIsExplained(String body, String detail) throws Exception {
        HttpResponse<String> answer = server.post("/probe", body);
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:invalid","title":"The request is not valid","status":400,\
                "detail":"%s","code":"invalid","instance":"/probe"}""".formatted(detail));
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    static Stream<Arguments> aBodyThatIsNoObjectIsExplained() {
        return Stream.of(
                Arguments.of("", "The request needs a JSON object as its body."),
                Arguments.of("null", "The request needs a JSON object as its body."),
                Arguments.of("[]", "The body must be an object."),
                Arguments.of("\"x\"", "The body must be an object."),
                Arguments.of("{", "The body cannot be read (line 1, column 2): it is not well-formed."),
                Arguments.of("name=x", "The body cannot be read (line 1, column 1): it is not well-formed."),
                Arguments.of("{\"name\":\"x\"} {}", "The body must end after its first value."),
                Arguments.of(
                        "{\"name\":\"x\",\"name\":\"y\"}",
                        "The body cannot be read (line 1, column 19): Duplicate field 'name'."));
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/probe")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:unsupported_media_type","title":"The content type is not supported",\
                "status":415,"detail":"Send the body with a Content-Type that this path reads, usually application/json.",\
                "code":"unsupported_media_type","instance":"/probe"}""");
        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void aBodyThatDeclaresTooMuchIsRefused() throws Exception {
        HttpResponse<String> answer = server.post("/probe", "{\"name\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(answer.body()).isEqualTo(TOO_LARGE);
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
        byte[] large = ("{\"name\":\"" + "x".repeat(1 << 20) + "\"}").getBytes();
        HttpResponse<String> answer = server.send(server.request("/probe")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))));
        assertThat(answer.body()).isEqualTo(TOO_LARGE);
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    private static final String TOO_LARGE = """
            {"type":"urn:kloigos:problem:too_large","title":"The body is too large","status":413,\
            "detail":"The body is larger than the 1048576 bytes that are allowed.","code":"too_large","instance":"/probe"}""";

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        HttpResponse<String> answer = server.get("/nowhere?x=1");
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:not_found","title":"Not found","status":404,\
                "detail":"There is nothing at this path. GET /openapi.json lists what there is.",\
                "code":"not_found","instance":"/nowhere"}""");
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatAreOffered() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/probe").DELETE());
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:method_not_allowed","title":"This method is not offered here","status":405,\
                "detail":"DELETE is not offered at this path; the Allow header lists what is.",\
                "code":"method_not_allowed","instance":"/probe"}""");
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST,OPTIONS");
    }

    @Test
    void anAnswerOfATypeThatNobodyMakesIsRefused() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/healthz").header("Accept", "image/png"));
        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.body()).contains("\"code\":\"not_acceptable\"");
    }

    @Test
    void aParameterThatCannotBeReadIsNamed() throws Exception {
        HttpResponse<String> answer = server.get("/probe/number?limit=ten");
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:invalid","title":"The request is not valid","status":400,\
                "detail":"limit cannot be read","code":"invalid","instance":"/probe/number",\
                "errors":[{"field":"limit","message":"cannot be read"}]}""");
    }

    @Test
    void aRefusalOfCoreKeepsItsCode() throws Exception {
        HttpResponse<String> answer = server.get("/probe/fail?how=known");
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:exhausted","title":"Nothing free fits the request","status":409,\
                "detail":"No server is free.","code":"exhausted","instance":"/probe/fail"}""");
        assertThat(answer.statusCode()).isEqualTo(409);
    }

    @Test
    void aRefusalThatComesLaterIsAnsweredTheSameWay() throws Exception {
        HttpResponse<String> answer = server.get("/probe/later");
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:host_unreachable","title":"The host cannot be reached","status":504,\
                "detail":"kvm1 does not answer.","code":"host_unreachable","instance":"/probe/later"}""");
        assertThat(answer.statusCode()).isEqualTo(504);
    }

    @Test
    void anUnforeseenFailureTellsNothingButItsIncident() throws Exception {
        HttpResponse<String> answer = server.get("/probe/fail?how=unknown");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).matches("""
                \\{"type":"urn:kloigos:problem:internal","title":"An error on our side","status":500,\
                "detail":"Something failed that should not have. The server's log has the details under incident \
                [0-9a-f-]{36}.","code":"internal","instance":"/probe/fail"}""");
    }
}
