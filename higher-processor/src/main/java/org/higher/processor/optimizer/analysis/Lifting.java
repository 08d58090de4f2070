package org.higher.processor.optimizer.analysis;

import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.optimizer.flow.Taint;
import org.higher.processor.optimizer.flow.Uses;
import org.higher.processor.optimizer.rule.Rule;

/**
 * What the lifting of a rule's bodies is decided by.
 *
 * @param copied the methods of the rule that the optimizer has copies of
 * @param hyper the variable of the optimizer that makes constants
 */
record Lifting(Rule rule, Taint taint, Uses uses, Set<ExecutableElement> copied, String hyper) {}
