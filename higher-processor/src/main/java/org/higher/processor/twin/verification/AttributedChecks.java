package org.higher.processor.twin.verification;

import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.verification.arrays.ArrayUses;
import org.higher.processor.types.Nd4j;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/** The checks of a model that need types of expressions, and so wait for javac's attribution. */
public final class AttributedChecks {
    private AttributedChecks() {}

    /** Prepares the checks, while there is source for what they look at, and has them wait. */
    public static void expect(Context context, Hierarchy hierarchy, AnalyzedModel analyzed) {
        ClassSource source = hierarchy.own();
        TwinModel model = analyzed.model();
        Trees trees = context.javac().trees();
        Verifier verifier = context.verifier();
        List<TypeElement> types = model.copiedTypes().stream().map(TypeSource::element).toList();
        List<ExecutableElement> helpers =
                model.helpers().stream().map(HelperSource::element).toList();
        Set<ExecutableElement> copied = model.copied();
        CopiedCode code =
                CopiedCode.of(
                        model.type(),
                        hierarchy.names(),
                        union(copied, helpers),
                        types,
                        read(model));
        ModuleCalls calls =
                ModuleCalls.of(context.elements(), trees, context.leftOut(), model.type(), code);
        Set<TypeElement> owners = new LinkedHashSet<>(types);
        for (ClassSource s : hierarchy.sources()) {
            owners.add(s.type());
            List<TypeElement> within = s == source ? types : List.of();
            Set<ExecutableElement> methods = of(s.type(), copied);
            verifier.expect(
                    s, code(s, methods, within), code, looks(calls, trees, s, methods, analyzed));
        }
        for (ExecutableElement helper : helpers) {
            ClassSource of = source.other((TypeElement) helper.getEnclosingElement());
            owners.add(of.type());
            verifier.expect(
                    of,
                    code(of, Set.of(helper), Set.of()),
                    code,
                    looks(calls, trees, of, Set.of(helper), analyzed));
        }
        CopiedCode required =
                CopiedCode.of(
                        model.type(),
                        hierarchy.names(),
                        union(analyzed.required(), analyzed.requiredHelpers()),
                        analyzed.requiredTypes(),
                        Set.of());
        ModuleUses uses = ModuleUses.of(context, model.type(), code, required);
        InPlace inPlace = InPlace.of(trees, required);
        for (ClassSource s : hierarchy.sources()) {
            Set<ExecutableElement> methods = of(s.type(), analyzed.required());
            Set<TypeElement> within = s == source ? analyzed.requiredTypes() : Set.of();
            inPlace.readAhead(s, code(s, methods, within));
        }
        for (ExecutableElement helper : analyzed.requiredHelpers()) {
            ClassSource of = source.other((TypeElement) helper.getEnclosingElement());
            inPlace.readAhead(of, code(of, Set.of(helper), Set.of()));
        }
        PrivateTypeUses privateTypes = new PrivateTypeUses(context, model.type(), code);
        for (TypeElement owner : owners) {
            verifier.expect(owner, uses);
            verifier.expect(owner, inPlace);
            verifier.expect(owner, privateTypes);
        }
        List<ModelField> opaque =
                model.declared().stream()
                        .filter(ModelField::opaque)
                        .filter(f -> !model.unread().contains(f))
                        .toList();
        if (!opaque.isEmpty()) {
            hierarchy
                    .sources()
                    .forEach(
                            s ->
                                    verifier.expect(
                                            s.type(),
                                            Captures.of(context, s, opaque, of(s.type(), copied))));
        }
    }

    private static Set<ExecutableElement> of(
            TypeElement type, Collection<ExecutableElement> methods) {
        return methods.stream()
                .filter(m -> m.getEnclosingElement().equals(type))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What looks at calls in some methods; for a model on arrays, at those of ND4J, too. */
    private static Verifier.Inspection looks(
            ModuleCalls calls,
            Trees trees,
            ClassSource source,
            Set<ExecutableElement> methods,
            AnalyzedModel analyzed) {
        return Nd4j.isWrittenOn(analyzed.model().type())
                ? calls.and(ArrayUses.of(trees, source, methods, analyzed))
                : calls;
    }

    private static Set<ExecutableElement> union(
            Collection<ExecutableElement> some, Collection<ExecutableElement> others) {
        Set<ExecutableElement> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    /** Private static fields, and those that {@code Bound} has. */
    private static List<VariableElement> read(TwinModel model) {
        return Stream.concat(
                        model.statics().stream().map(StaticRead::field),
                        model.fields().stream().map(ModelField::element))
                .toList();
    }

    private static List<Tree> code(
            ClassSource source, Set<ExecutableElement> methods, Collection<TypeElement> types) {
        return Stream.<Tree>concat(
                        methods.stream().flatMap(m -> source.body(m).stream()),
                        types.stream().map(source::tree))
                .toList();
    }
}
