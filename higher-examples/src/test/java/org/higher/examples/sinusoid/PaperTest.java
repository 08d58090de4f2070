package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;

import org.higher.optim.GradientMode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PaperTest {
    private static Settings settings(String... arguments) {
        CommandLine command = SinusoidMaml.commandLine();
        command.parseArgs(arguments);
        SinusoidMaml maml = command.getCommand();
        return maml.settings();
    }

    @Test
    void theDefaultIsAShortRunOfFinnsExperiment() {
        assertThat(settings())
                .isEqualTo(
                        new Settings(
                                new Tasks(1, 1),
                                10,
                                1,
                                0.01,
                                false,
                                GradientMode.SECOND_ORDER,
                                10_000,
                                25,
                                0.001,
                                1));
    }

    @Test
    void paperAloneIsFinns() {
        assertThat(settings("--paper")).isEqualTo(settings("--iterations", "70000"));
    }

    @Test
    void otherOptionsCountBesidePaper() {
        Settings settings = settings("--paper=li", "--shots", "20", "--order", "first");

        assertThat(settings.iterations()).isEqualTo(60_000);
        assertThat(settings.metaBatch()).isEqualTo(4);
        assertThat(settings.shots()).isEqualTo(20);
        assertThat(settings.order()).isEqualTo(GradientMode.FIRST_ORDER);
        assertThat(settings.tasks()).isEqualTo(new Tasks(0.8, 1.2));
    }
}
