// What the drive sends.
export const MISSION = {
  name: "Mr Hippo",
  street1: "965 Mission Street",
  street2: "Suite 480",
  city: "San Francisco",
  state: "CA",
  zip: "94103",
  country: "US",
  phone: "4151234567",
  email: "mrhippo@goshippo.com",
};
export const FILBERT = { ...MISSION, street1: "2967 Filbert Dr", street2: "APT 3", city: "Walnut Creek", zip: "94598" };
export const SAN_JUAN = { ...MISSION, street1: "150 Calle Fortaleza", city: "San Juan", state: "PR", zip: "00901" };
export const ST_THOMAS = { ...MISSION, street1: "12 Main Street", city: "St Thomas", state: "VI", zip: "00802" };
export const BERLIN = { ...MISSION, street1: "Invalidenstrasse 116", city: "Berlin", state: "", zip: "10115", country: "DE" };
export const PARCEL = { weight: "1", length: "9", width: "3", height: "8", distanceUnit: "in", massUnit: "lb" };
export const GROUND = "dhl_ecommerce_parcels_ground";
export const PARAMETERS = { username: "HipposDontLie!", password: "shipshippo", pickup_no: "123123", facility_code: "23" };
export const ITEM = {
  description: "T-Shirt",
  quantity: 2,
  netWeight: "1",
  massUnit: "lb",
  valueAmount: "20",
  valueCurrency: "USD",
  originCountry: "US",
  tariffNumber: "610910",
};
export const DECLARATION = {
  certify: true,
  certifySigner: "Mr Hippo",
  contentsType: "MERCHANDISE",
  nonDeliveryOption: "RETURN",
  items: [ITEM],
  eelPfc: "NOEEI_30_37_a",
  incoterm: "DDU",
};

export const shipment = (account, more = {}) => ({
  addressFrom: MISSION,
  addressTo: FILBERT,
  parcels: [PARCEL],
  carrierAccounts: [account],
  async: false,
  ...more,
});
