package io.uploadlens.localaws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A standard topic. */
final class SnsTopic {

  private final String arn;
  private final List<SnsSubscription> subscriptions = new CopyOnWriteArrayList<>();

  SnsTopic(String arn) {
    this.arn = arn;
  }

  String arn() {
    return arn;
  }

  List<SnsSubscription> subscriptions() {
    return subscriptions;
  }

  /**
   * The subscription of a queue; the one that is there when it is subscribed already, as in SNS.
   */
  synchronized SnsSubscription subscribe(String queueArn) {
    for (SnsSubscription subscription : subscriptions) {
      if (subscription.endpoint().equals(queueArn)) {
        return subscription;
      }
    }
    SnsSubscription subscription = new SnsSubscription(this, queueArn);
    subscriptions.add(subscription);
    return subscription;
  }

  void remove(SnsSubscription subscription) {
    subscriptions.remove(subscription);
  }

  Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("TopicArn", arn);
    attributes.put("Owner", LocalAws.ACCOUNT);
    attributes.put("SubscriptionsConfirmed", Integer.toString(subscriptions.size()));
    attributes.put("SubscriptionsPending", "0");
    attributes.put("SubscriptionsDeleted", "0");
    return attributes;
  }
}
