package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.sun.source.tree.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.copies.Reachability;
import org.higher.processor.twin.copies.Reachability.Needs;
import org.higher.processor.twin.hierarchy.EntryPoints;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.LayerTypes;
import org.higher.processor.twin.hierarchy.MethodKinds;
import org.higher.processor.twin.hierarchy.TwinPlacement;
import org.higher.processor.twin.state.KeptState;
import org.higher.processor.twin.state.LateFields;
import org.higher.processor.types.Annotations;

/** Which methods of a model are run from outside, and what those need. */
record MethodReach(
        Hierarchy hierarchy,
        LayerTypes layers,
        TwinPlacement placement,
        PrivateTypes privateTypes,
        HelperMethods helperMethods,
        LateFields late) {
    static MethodReach of(Hierarchy hierarchy) {
        LayerTypes layers = LayerTypes.of(hierarchy.elements(), hierarchy.model());
        PrivateTypes privateTypes = PrivateTypes.of(hierarchy.own());
        TwinPlacement placement = new TwinPlacement(hierarchy, layers);
        return new MethodReach(
                hierarchy,
                layers,
                placement,
                privateTypes,
                new HelperMethods(hierarchy, privateTypes, placement.names()),
                LateFields.of(hierarchy.own()));
    }

    private TypeElement type() {
        return hierarchy.model();
    }

    /** The methods that nothing overrides in the model. */
    List<ExecutableElement> reachedByName() {
        return hierarchy.methods().stream()
                .filter(m -> hierarchy.implementation(m).equals(m))
                .toList();
    }

    /** The methods that the model is run by, and those that the twins of its interfaces call. */
    List<ExecutableElement> entries() {
        return reachedByName().stream().filter(this::isEntry).toList();
    }

    /** What the model is run by with what that needs, and the types of fields that others see. */
    Needs required() {
        boolean isRecord = type().getKind() == ElementKind.RECORD;
        List<TypeElement> seen =
                hierarchy.fields().stream()
                        .filter(f -> f.getEnclosingElement().equals(type()))
                        .filter(f -> isRecord || !f.getModifiers().contains(PRIVATE))
                        .filter(f -> privateTypes.counterpart(f.asType()).isPresent())
                        .flatMap(f -> privateTypes.in(f.asType()).stream())
                        .toList();
        return reachability().of(entries(), seen);
    }

    /** Methods with what they need. */
    Needs needs(List<ExecutableElement> methods) {
        return reachability().of(methods, List.of());
    }

    private Reachability reachability() {
        return new Reachability(
                hierarchy, placement, privateTypes, helperMethods, late.branches().keySet());
    }

    boolean isReadable(ExecutableElement method) {
        return hierarchy.body(method).isPresent()
                || method.getModifiers().contains(ABSTRACT)
                || method.getEnclosingElement().equals(type());
    }

    /** What the model is run by, and what the twins of this class's interfaces will call. */
    boolean isEntry(ExecutableElement method) {
        return !method.getModifiers().contains(STATIC)
                && !MethodKinds.isSetting(type(), method)
                && (isEntryOfModel(method) || layers.areImplementedBy(method));
    }

    /** Of a class without source only what is called forward, or named, must be there. */
    private boolean isEntryOfModel(ExecutableElement method) {
        boolean meant =
                isReadable(method)
                        || MethodKinds.isForward(method)
                        || !Annotations.functionalMethods(type()).isEmpty();
        return meant && EntryPoints.contain(type(), method);
    }

    /** What is known of the code that is needed when the model is run. */
    CopyContext context(Needs required, ValueTypes values) {
        DeclaredRoles declared = DeclaredRoles.in(hierarchy, values);
        Predicate<VariableElement> configuration = f -> declared.of(f) == Role.CONFIGURATION;
        Map<Tree, ClassSource> others = others(required);
        KeptState kept =
                KeptState.of(hierarchy, late, required.methods(), others.keySet(), configuration);
        return new CopyContext(
                hierarchy, placement, privateTypes, helperMethods, declared, late, kept, values);
    }

    /** The code of other classes that some methods need, and where it is from. */
    Map<Tree, ClassSource> others(Needs needs) {
        Map<Tree, ClassSource> others = new LinkedHashMap<>();
        needs.types().forEach(t -> others.put(privateTypes.tree(t), hierarchy.own()));
        for (ExecutableElement helper : needs.helpers()) {
            ClassSource source = helperMethods.source(helper);
            source.tree(helper).ifPresent(t -> others.put(t, source));
        }
        return others;
    }
}
