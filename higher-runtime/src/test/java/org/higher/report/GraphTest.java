package org.higher.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.higher.Higher;
import org.higher.functional.Params;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of the tape. */
class GraphTest {
    private final Tensor a = Tensor.parameter(Tensor.of(new float[] {1, 2}));
    private final Tensor b = Tensor.parameter(Tensor.scalar(3));

    @Test
    void operationsLeavesAndWhatIsMissing() {
        Tensor unused = Tensor.parameter(Tensor.scalar(1));
        Tensor loss = a.mul(b).sum();

        assertThat(Graph.of(loss).names(Map.of("a", a)).names(Map.of("un\"used", unused)).dot())
                .isEqualTo(
                        """
                        digraph {
                          rankdir=BT;
                          "un\\"used\\nno gradient" [shape=ellipse, color=red];
                          n0 [shape=box, label="sum\\n[]"];
                          n1 [shape=box, label="mul\\n[2]"];
                          n2 [shape=ellipse, label="leaf\\n[]"];
                          n3 [shape=ellipse, label="a\\n[2]"];
                          n1 -> n0;
                          n2 -> n1;
                          n3 -> n1;
                        }
                        """);
    }

    @Test
    void framesHoldWhatLeadsToTheirTensors() {
        Tensor first = a.exp();
        Tensor second = first.mul(b);
        String dot =
                Graph.of(second.sum())
                        .frame("step 1", List.of(first))
                        .frame("step 2", List.of(second))
                        .dot();

        assertThat(dot)
                .containsSubsequence(
                        "label=\"step 1\"", "exp", "}", "label=\"step 2\"", "mul", "}", "sum");
    }

    @Test
    void anUnrollShowsItsStepsAndItsParameters() {
        FunctionalLinear net = FunctionalLinear.of(new Linear(3, 1));
        Tensor x = Tensor.ones(4, 3);
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            loop.step(loop.model().forward(x).square().mean());
            loop.step(loop.model().forward(x).square().mean());
            String dot = loop.graph(loop.model().forward(x).square().mean()).dot();

            assertThat(dot).contains("label=\"step 1\"", "label=\"step 2\"");
            assertThat(dot).contains(Params.named(net.params()).keySet());
            assertThat(dot).doesNotContain("no gradient");
        }
    }

    @Test
    void copiesLeaveTheModelWithoutGradients() {
        FunctionalLinear net = FunctionalLinear.of(new Linear(3, 1));
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).open()) {
            loop.step(loop.model().forward(Tensor.ones(4, 3)).square().mean());
            String dot = loop.graph(loop.model().forward(Tensor.ones(4, 3)).mean()).dot();

            assertThat(dot)
                    .contains("\"weight\\nno gradient\"", "label=\"weight at time 0\\n[1, 3]\"");
        }
    }

    @Test
    void aConstantHasNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Graph.of(a.detach()))
                .withMessageContaining("detach(), item() or UNTRACKED");
    }

    @Test
    void graphvizDrawsIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("graph.svg");
        Graph graph = Graph.of(a.mul(b).sum());
        if (!isInstalled()) {
            assertThatIOException()
                    .isThrownBy(() -> graph.svg(file))
                    .withMessageContaining("install Graphviz");
        }
        assumeTrue(isInstalled(), "Graphviz is not installed");
        graph.svg(file);
        assertThat(Files.readString(file)).contains("<svg");
    }

    private static boolean isInstalled() {
        return List.of(System.getenv("PATH").split(java.io.File.pathSeparator)).stream()
                .anyMatch(
                        f ->
                                Files.exists(Path.of(f, "dot"))
                                        || Files.exists(Path.of(f, "dot.exe")));
    }
}
