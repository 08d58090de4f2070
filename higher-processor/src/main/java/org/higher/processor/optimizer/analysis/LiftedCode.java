package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.text.Renamer;
import org.higher.processor.text.Renaming;
import org.higher.processor.types.TwinNames;

/**
 * The code of a rule, lifted.
 *
 * @param methods in declaration order
 * @param hyper the variable that bodies make constants with
 * @param usesHyper whether any body does
 */
public record LiftedCode(List<LiftedMethod> methods, String hyper, boolean usesHyper) {
    public LiftedCode {
        methods = List.copyOf(methods);
    }

    /**
     * Lifts the methods that the optimizer has copies of.
     *
     * @param problems takes what cannot be copied into another class
     */
    static LiftedCode of(
            Lifting lifting, Map<ExecutableElement, MethodTree> copied, Problem.Sink problems) {
        ClassName bound = lifting.rule().generatedName().nestedClass("Bound");
        List<LiftedMethod> methods = new ArrayList<>();
        boolean usesHyper = false;
        for (Map.Entry<ExecutableElement, MethodTree> method : copied.entrySet()) {
            Renamer renamer =
                    new Renamer(
                            lifting.rule().source(),
                            Renaming.withoutPrivate(
                                    lifting.rule().type(),
                                    bound,
                                    TwinNames.BOUND,
                                    new LiftedPlacement(lifting.rule().type(), copied.keySet())),
                            problems);
            MethodTree tree = method.getValue();
            LiftedBody body = LiftedBody.of(lifting, renamer, tree);
            CodeBlock code = body.body(tree.getBody());
            usesHyper |= body.usesHyper();
            methods.add(lifted(lifting, method.getKey(), tree, code));
        }
        return new LiftedCode(methods, lifting.hyper(), usesHyper);
    }

    private static LiftedMethod lifted(
            Lifting lifting, ExecutableElement method, MethodTree tree, CodeBlock body) {
        Taint taint = lifting.taint();
        List<? extends VariableTree> parameters = tree.getParameters();
        return new LiftedMethod(
                method,
                lifting.rule().source().place(method),
                lifting.rule().isEntry(method),
                taint.liftedResult(method),
                IntStream.range(0, parameters.size())
                        .filter(i -> taint.lifted(parameters.get(i)))
                        .mapToObj(i -> method.getParameters().get(i))
                        .collect(Collectors.toUnmodifiableSet()),
                body);
    }
}
