package org.higher.processor.optimizer;

import com.palantir.javapoet.JavaFile;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.optimizer.analysis.AnalyzedRule;
import org.higher.processor.optimizer.analysis.RuleAnalysis;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.validation.DeclarationChecks;
import org.higher.processor.optimizer.validation.RuleChecks;
import org.higher.processor.optimizer.verification.AttributedChecks;
import org.higher.processor.optimizer.writing.OptimizerWriter;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;

/** Update rules: {@code Sgd} to {@code DifferentiableSgd}. Read, analyse, validate, write. */
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
        ClassSource source = context.source(type);
        Rule rule = Rule.of(source, context.types());
        if (context.report(source, DeclarationChecks.problems(rule))) {
            return Optional.empty();
        }
        AnalyzedRule analyzed = RuleAnalysis.of(rule, context.types());
        if (context.report(source, RuleChecks.problems(analyzed))) {
            return Optional.empty();
        }
        AttributedChecks.expect(context, analyzed);
        return Optional.of(
                OptimizerWriter.write(context.elements(), context.types(), analyzed.model()));
    }
}
