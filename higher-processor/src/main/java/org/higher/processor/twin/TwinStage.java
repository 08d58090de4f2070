package org.higher.processor.twin;

import com.palantir.javapoet.JavaFile;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import org.higher.processor.pipeline.Context;
import org.higher.processor.pipeline.Stage;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.analysis.TwinAnalysis;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.containers.ContainerChanges;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.validation.DeclarationChecks;
import org.higher.processor.twin.validation.ModelChecks;
import org.higher.processor.twin.verification.AttributedChecks;
import org.higher.processor.twin.writing.LayerWriter;
import org.higher.processor.twin.writing.StandIn;
import org.higher.processor.twin.writing.TwinWriter;
import org.higher.processor.types.Annotations;

/** Models: {@code Net} to {@code FunctionalNet}. Read, analyse, validate, write. */
public final class TwinStage implements Stage {
    private final Context context;
    private final ContainerChanges containers;
    private final Set<String> models = new LinkedHashSet<>();

    public TwinStage(Context context) {
        this.context = context;
        this.containers = new ContainerChanges(context);
    }

    @Override
    public boolean accepts(TypeElement type) {
        return Annotations.isFunctional(type);
    }

    @Override
    public Optional<JavaFile> generate(TypeElement type) {
        models.add(type.getQualifiedName().toString());
        ClassSource source = context.source(type);
        Hierarchy hierarchy = Hierarchy.of(context, source);
        if (context.report(source, DeclarationChecks.problems(source))) {
            return Optional.empty();
        }
        AnalyzedModel analyzed = TwinAnalysis.of(context, hierarchy);
        analyzed.leftOut().forEach((m, reason) -> context.leftOut().add(type, m, reason));
        if (hierarchy.report(context, ModelChecks.problems(context, hierarchy, analyzed))) {
            return Optional.empty();
        }
        AttributedChecks.expect(context, models, hierarchy, analyzed, containers);
        return Optional.of(write(analyzed.model()));
    }

    @Override
    public Optional<JavaFile> standIn(TypeElement type) {
        return Optional.of(StandIn.write(type));
    }

    private JavaFile write(TwinModel model) {
        return model.isInterface()
                ? LayerWriter.write(context.elements(), model)
                : TwinWriter.write(
                        context.elements(),
                        context.types(),
                        model,
                        OwnInterfaces.of(model, context));
    }
}
