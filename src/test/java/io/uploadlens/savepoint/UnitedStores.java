package io.uploadlens.savepoint;

import io.uploadlens.producer.verify.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The objects of several stores, one store's behind the other's. */
final class UnitedStores implements ObjectStore {

  private final List<ObjectStore> stores;

  UnitedStores(List<ObjectStore> stores) {
    this.stores = List.copyOf(stores);
  }

  @Override
  public List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      for (String key : stores.get(i).keys()) {
        keys.add(i + ":" + key);
      }
    }
    return keys;
  }

  @Override
  public InputStream open(String key) throws IOException {
    String[] parts = key.split(":", 2);
    return stores.get(Integer.parseInt(parts[0])).open(parts[1]);
  }
}
