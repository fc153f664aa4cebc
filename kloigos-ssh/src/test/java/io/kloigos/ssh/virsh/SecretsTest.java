package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "virsh secret-set-value u --base64 c2VjcmV0 | virsh secret-set-value u --base64 ********",
                "virsh set-user-password d root --password 'two words' | virsh set-user-password d root --password ********",
                "virsh x --passphrase=s --live | virsh x --passphrase=******** --live",
                "virsh update-device d <graphics passwd='s' port='1'/> | virsh update-device d <graphics passwd=\"********\" port='1'/>",
                "virsh start web-01 | virsh start web-01"
            })
    void whatFollowsAPasswordOptionIsNotShown(String command, String shown) {
        assertThat(Secrets.maskCommand(command)).isEqualTo(shown);
    }
}
