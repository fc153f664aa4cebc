package io.kloigos.http.user.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoSuccessResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.ProvidedUser;
import io.kloigos.http.HttpServerConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider with which people log in: the authorization code flow of OpenID Connect Core 1.0, section 3.1, with PKCE
 * (RFC 7636). Nothing is asked of it before somebody logs in.
 */
public final class OidcProvider {
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);

    private final @Nullable OidcSettings settings;
    private final @Nullable Discovery discovery;

    @Inject
    public OidcProvider(HttpServerConfig config) {
        settings = config.oidc();
        discovery = settings == null ? null : new Discovery(settings);
    }

    /** {@code NOT_FOUND} when this server has no provider. */
    OidcSettings settings() {
        if (settings == null) {
            throw KloigosException.notFound("identity provider", "oidc");
        }
        return settings;
    }

    /** Where the browser is to go. {@code UNAVAILABLE} when the provider does not answer. */
    URI authorization(LoginAttempt attempt, URI redirect) {
        OidcSettings known = settings();
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(known.scopes().toArray(String[]::new)),
                        new ClientID(known.clientId()),
                        redirect)
                .endpointURI(discovery().metadata().getAuthorizationEndpointURI())
                .state(attempt.state())
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /**
     * Who has logged in there. {@code UNAUTHENTICATED} when the provider does not take the code, or its token is not for this
     * attempt; {@code UNAVAILABLE} when it does not answer.
     */
    ProvidedUser user(LoginAttempt attempt, String code, URI redirect) {
        try {
            OIDCTokens tokens = tokens(attempt, code, redirect);
            IDTokenClaimsSet token = discovery().validator().validate(tokens.getIDToken(), attempt.nonce());
            ProvidedClaims claims = new ProvidedClaims(settings(), token);
            return claims.lacksAny() ? claims.with(userInfo(tokens, token)).user() : claims.user();
        } catch (BadJOSEException | JOSEException | ParseException e) {
            LOG.warn("The provider's answer was not believed: {}", e.getMessage());
            throw new KloigosException(
                    ErrorCode.UNAUTHENTICATED, "What the provider told cannot be believed. Log in again.");
        } catch (IOException e) {
            throw Discovery.unavailable(e);
        }
    }

    private OIDCTokens tokens(LoginAttempt attempt, String code, URI redirect) throws IOException, ParseException {
        TokenResponse response = OIDCTokenResponseParser.parse(
                timed(request(discovery().metadata(), attempt, code, redirect).toHTTPRequest())
                        .send());
        if (!(response instanceof OIDCTokenResponse known)) {
            LOG.warn(
                    "The provider refused a code: {}",
                    response.toErrorResponse().getErrorObject().getCode());
            throw new KloigosException(
                    ErrorCode.UNAUTHENTICATED, "The provider does not take this login any more. Log in again.");
        }
        return known.getOIDCTokens();
    }

    /**
     * What the provider tells about the user beside the token (OpenID Connect Core 1.0, section 5.3); nothing when it has no
     * such place. An answer about somebody else counts as none that can be believed.
     */
    private Map<String, Object> userInfo(OIDCTokens tokens, IDTokenClaimsSet token) throws IOException, ParseException {
        URI endpoint = discovery().metadata().getUserInfoEndpointURI();
        if (endpoint == null) {
            return Map.of();
        }
        HTTPResponse answer = timed(new UserInfoRequest(endpoint, tokens.getAccessToken()).toHTTPRequest())
                .send();
        if (!answer.indicatesSuccess()) {
            throw new IOException("userinfo answered " + answer.getStatusCode());
        }
        UserInfo info = UserInfoSuccessResponse.parse(answer).getUserInfo();
        if (info == null || !info.getSubject().equals(token.getSubject())) {
            throw new ParseException("userinfo is not about the subject of the token, or not plain JSON");
        }
        return info.toJSONObject();
    }

    private static HTTPRequest timed(HTTPRequest request) {
        request.setConnectTimeout(Discovery.TIMEOUT_MS);
        request.setReadTimeout(Discovery.TIMEOUT_MS);
        return request;
    }

    private TokenRequest request(OIDCProviderMetadata metadata, LoginAttempt attempt, String code, URI redirect) {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), redirect, attempt.verifier());
        ClientID client = new ClientID(settings().clientId());
        String secret = settings().clientSecret();
        return secret == null
                ? new TokenRequest(metadata.getTokenEndpointURI(), client, grant)
                : new TokenRequest(metadata.getTokenEndpointURI(), proof(metadata, client, new Secret(secret)), grant);
    }

    /** Basic, unless the provider says that it wants the other one. */
    private static ClientAuthentication proof(OIDCProviderMetadata metadata, ClientID client, Secret secret) {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean basic = methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return basic || !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                ? new ClientSecretBasic(client, secret)
                : new ClientSecretPost(client, secret);
    }

    private Discovery discovery() {
        settings();
        return Objects.requireNonNull(discovery);
    }
}
