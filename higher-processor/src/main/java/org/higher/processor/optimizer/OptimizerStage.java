package org.higher.processor.optimizer;

import com.palantir.javapoet.JavaFile;
import com.sun.source.tree.MethodTree;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.optimizer.analysis.RuleAnalysis;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.validation.CallInspection;
import org.higher.processor.optimizer.validation.RuleValidation;
import org.higher.processor.optimizer.writing.OptimizerWriter;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.types.Annotations;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/**
 * Update rules: {@code Sgd} to {@code DifferentiableSgd}.
 *
 * <p>A pipeline: the {@link Rule} is read, analyzed into an immutable {@link RuleAnalysis},
 * validated, and written. Nothing is reported while it is analyzed or written.
 */
public final class OptimizerStage implements Stage {
    private final Context context;

    public OptimizerStage(Context context) {
        this.context = context;
    }

    @Override
    public boolean accepts(TypeElement type) {
        return !Annotations.isFunctional(type)
                && Rule.stateOf(type.asType(), context.types()).isPresent()
                && ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .anyMatch(Annotations::isTrainable);
    }

    @Override
    public Optional<JavaFile> generate(TypeElement type) {
        int before = context.reporter().errors();
        RuleValidation validation = new RuleValidation(context);
        Rule rule = Rule.of(context.source(type), context.types());
        validation.checkDeclaration(rule);
        if (context.reporter().errors() > before) {
            return Optional.empty(); // anything else would be a consequence
        }
        RuleAnalysis analysis = RuleAnalysis.of(rule, context.types());
        validation.checkCode(analysis);
        expect(analysis);
        return context.reporter().errors() > before
                ? Optional.empty()
                : Optional.of(
                        OptimizerWriter.write(
                                analysis.model(), context.types(), context.elements()));
    }

    /** What has been copied is compared with javac's attribution later. */
    private void expect(RuleAnalysis analysis) {
        Rule rule = analysis.rule();
        Verifier.Inspection calls = CallInspection.of(analysis, context.javac().trees());
        Verifier.Inspection modules =
                ModuleCalls.of(
                        context.elements(),
                        context.javac().trees(),
                        context.leftOut(),
                        rule.type(),
                        analysis.copied().keySet());
        context.verifier()
                .expect(
                        rule.source(),
                        analysis.copied().values().stream().map(MethodTree::getBody).toList(),
                        (path, meaning, sink) -> {
                            calls.inspect(path, meaning, sink);
                            modules.inspect(path, meaning, sink);
                        });
    }
}
